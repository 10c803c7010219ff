import fc from "fast-check";
import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";
import { changeOf, plainBody, someFields, validBody } from "../../src/generators/values.ts";
import { create, findBy, ofCase, patch, put, read, remove } from "./steps.ts";

export const neighboursStay = property({
  id: "neighbours-stay",
  sentence: "changing or deleting one user leaves the users made before and after it alone",
  clause: "update",
  cases: fc
    .record({
      a: validBody,
      b: plainBody,
      c: plainBody,
      change: changeOf(["name", "gender", "status"]),
      whole: changeOf(["name", "email", "gender", "status"]),
    })
    .map(({ a, b, c, change, whole }): readonly Step[] => [
      create("a", a),
      create("b", b),
      create("c", c),
      patch("b", change),
      read("a"),
      read("c"),
      put("b", whole),
      findBy("A", [ofCase]),
      remove("b"),
      read("a"),
      read("c"),
      remove("a"),
      read("c"),
      remove("c"),
    ]),
});

export const oneFieldAtATime = property({
  id: "one-field-at-a-time",
  sentence: "each field can be changed alone, by PATCH and by PUT, and the others stay",
  clause: "update",
  cases: fc
    .record({
      body: validBody,
      name: changeOf(["name"]),
      email: changeOf(["email"]),
      gender: changeOf(["gender"]),
      status: changeOf(["status"]),
      some: someFields.chain((fields) => changeOf(fields)),
    })
    .map(({ body, name, email, gender, status, some }): readonly Step[] => [
      create("x", body),
      patch("x", gender),
      read("x"),
      put("x", name),
      read("x"),
      patch("x", email),
      put("x", status),
      read("x"),
      patch("x", some),
      read("x"),
      remove("x"),
    ]),
});
