import fc from "fast-check";
import { hardBodies, hardField, hardRequests, someOf } from "../../src/generators/hard-space.ts";
import { property, type Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, findBy, oddlySent, ofCase, remove } from "./steps.ts";

/** What the answers may be is mostly open: that the service stands, and that nothing is changed by what it refuses, is not. */
export const hardInputs = property({
  id: "hard-inputs",
  sentence:
    "whatever stands in an id, a query, a header or a body, the service answers, and what it refuses leaves no trace",
  clause: "every answer",
  cases: fc
    .record({
      body: plainBody,
      requests: hardRequests(5),
      bodies: someOf(hardBodies, 5),
      fields: fc.array(hardField, { minLength: 2, maxLength: 2 }),
    })
    .map(({ body, requests, bodies, fields }): readonly Step[] => [
      ...bodies,
      oddlySent({ contentType: "text/plain" }),
      oddlySent({ written: "cut short" }),
      ...fields,
      findBy("A", [ofCase]),
      create("x", body),
      ...requests,
      remove("x"),
    ]),
});
