import fc from "fast-check";
import { type BodyInput, property, type Step } from "../../src/generators/step.ts";
import { brokenBody, changeOf, plainBody, someFields, validBody } from "../../src/generators/values.ts";
import { create, find, findBy, ofCase, patch, put, read, remove } from "./steps.ts";

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
