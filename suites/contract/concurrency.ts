import fc from "fast-check";
import { property, type Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, find, findBy, ofCase, patch, put, read, remove, together } from "./steps.ts";

/** Creates that name one e-mail: it is made fresh by the first user and freed again before the race. */
export const oneEmailManyCreates = property({
  id: "one-email-many-creates",
  sentence: "of many creates of one e-mail at the same time exactly one wins",
  clause: "concurrency",
  cases: fc
    .record({ body: plainBody, other: plainBody })
    .map(({ body, other }): readonly Step[] => [
      create("x", body),
      remove("x"),
      together(
        [create("a", { ...other, email: { of: "x" } })],
        [create("b", { ...other, name: "Racer Two", email: { of: "x" } })],
        [create("c", { ...other, name: "Racer Three", email: { of: "x" } })],
        [create("d", { ...other, name: "Another Lane" })],
      ),
      findBy("A", [ofCase]),
    ]),
});

export const oneEmailManyUpdates = property({
  id: "one-email-many-updates",
  sentence: "of many updates to one e-mail at the same time exactly one wins, and of an update and a create as well",
  clause: "concurrency",
  cases: fc
    .record({ a: plainBody, b: plainBody, c: plainBody, x: plainBody })
    .map(({ a, b, c, x }): readonly Step[] => [
      create("x", x),
      create("a", a),
      create("b", b),
      remove("x"),
      // Updates alone: a create among them would win before slow updates meet.
      together([patch("a", { email: { of: "x" } })], [put("b", { email: { of: "x" } })]),
      findBy("A", [ofCase]),
      remove("b"),
      together([patch("a", { email: { of: "b" } })], [create("c", { ...c, email: { of: "b" } })]),
      findBy("A", [ofCase]),
      remove("a"),
    ]),
});

export const parallelPatches = property({
  id: "parallel-patches",
  sentence: "patches of different fields at the same time all take effect",
  clause: "concurrency",
  cases: fc
    .record({ body: plainBody, other: plainBody })
    .map(({ body, other }): readonly Step[] => [
      create("x", { ...body, gender: "male", status: "active" }),
      create("y", other),
      together(
        [patch("x", { name: "Raced Name" })],
        [patch("x", { gender: "female" })],
        [patch("x", { status: "inactive" })],
        [read("y")],
      ),
      read("x"),
      together([patch("x", { name: "First" })], [patch("x", { name: "Second" })], [read("x")], [read("y")]),
      read("x"),
      read("x"),
      find("x"),
      remove("x"),
      remove("y"),
    ]),
});

export const parallelDeletes = property({
  id: "parallel-deletes",
  sentence:
    "of deletes of one user at the same time exactly one answers 204, reads beside them answer with the requested user, and updates bring no deleted user back",
  clause: "concurrency",
  cases: fc.record({ a: plainBody, b: plainBody }).map(({ a, b }): readonly Step[] => [
    create("a", a),
    create("b", b),
    // Another account's beside them: an answer is to its caller too.
    together([read("a")], [read("b")], [find("a")], [read("b", { as: "B" })]),
    together([remove("a")], [remove("a")], [remove("a")], [read("b")]),
    read("a"),
    read("b"),
    together([remove("b")], [patch("b", { name: "Too Late" })], [put("b", { status: "inactive" })]),
    read("b"),
  ]),
});
