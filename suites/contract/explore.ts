import fc from "fast-check";
import { hardBodies, hardField, hardRequests, someOf } from "../../src/generators/hard-space.ts";
import { type BodyInput, property, type Step } from "../../src/generators/step.ts";
import { brokenBody, changeOf, plainBody, someFields, validBody } from "../../src/generators/values.ts";
import { create, find, findBy, oddlySent, ofCase, patch, put, read, remove } from "./steps.ts";

const handle = fc.constantFrom("p", "q", "r");
const change: fc.Arbitrary<BodyInput> = fc.oneof(
  { weight: 4, arbitrary: someFields.chain((fields) => changeOf(fields)) },
  { weight: 2, arbitrary: someFields.chain((fields) => brokenBody(fields)) },
  { weight: 1, arbitrary: handle.map((of): BodyInput => ({ email: { of } })) },
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(handle, fc.oneof(validBody, plainBody)).map(([name, body]) => create(name, body)) },
  { weight: 5, arbitrary: handle.map((name) => read(name)) },
  { weight: 4, arbitrary: fc.tuple(handle, change).map(([name, body]) => patch(name, body)) },
  { weight: 3, arbitrary: fc.tuple(handle, change).map(([name, body]) => put(name, body)) },
  { weight: 2, arbitrary: handle.map((name) => remove(name)) },
  { weight: 2, arbitrary: handle.map((name) => find(name)) },
  { weight: 2, arbitrary: fc.constantFrom("1", "2", "10").map((size) => findBy("A", [ofCase, ["per_page", size]])) },
  {
    weight: 1,
    arbitrary: fc.tuple(handle, handle, validBody).map(([name, of, body]) => create(name, { ...body, email: { of } })),
  },
  { weight: 1, arbitrary: handle.map((name) => read(name, { ifNoneMatch: true })) },
);

/** Sequences of random steps. */
export const anySequence = property({
  id: "any-sequence",
  sentence: "the contract holds after any sequence of creates, reads, updates, deletes and lists",
  clause: "update",
  cases: fc
    .tuple(validBody, fc.array(anyStep, { minLength: 8, maxLength: 14 }))
    .map(([body, steps]): readonly Step[] => [create("p", body), ...steps, findBy("A", [ofCase])]),
});

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
