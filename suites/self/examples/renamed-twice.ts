import fc from "fast-check";
import { property, type Step } from "../../../src/generators/step.ts";
import { changeOf, validBody } from "../../../src/generators/values.ts";
import { create, patch, put, read, remove } from "../../contract/steps.ts";

export const renamedTwice = property({
  id: "renamed-twice",
  sentence: "of two renamings the later one stays",
  clause: "update",
  cases: fc
    .record({ body: validBody, once: changeOf(["name"]), again: changeOf(["name"]) })
    .map(({ body, once, again }): readonly Step[] => [
      create("x", body),
      patch("x", once),
      put("x", again),
      read("x"),
      remove("x"),
    ]),
});
