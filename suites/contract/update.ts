import fc from "fast-check";
import { property, type Step } from "../../src/generators/step.ts";
import { changeOf, plainBody, someFields, validBody } from "../../src/generators/values.ts";
import { create, findBy, ofCase, patch, put, read, remove, together } from "./steps.ts";

export const neighboursStay = property({
  id: "neighbours-stay",
  sentence:
    "changing or deleting one user leaves the users made before and after it alone, whatever they share with it",
  clause: "update",
  cases: fc
    .record({
      body: validBody,
      change: changeOf(["name"], plainBody),
      whole: changeOf(["name", "email", "gender", "status"]),
    })
    .map(({ body, change, whole }): readonly Step[] => [
      create("a", { ...body, email: { fresh: "same" }, gender: "male", status: "active" }),
      create("b", { ...body, email: { fresh: "same" }, gender: "male", status: "active" }),
      create("c", { ...body, email: { fresh: "same" }, gender: "male", status: "active" }),
      patch("b", { gender: "female", status: "inactive" }),
      read("a"),
      // What its owner has just been shown is nobody else's.
      read("a", { as: "B" }),
      patch("b", change),
      findBy("A", [ofCase]),
      // Each field another than before.
      put("b", { ...whole, gender: "male", status: "active" }),
      // Callers at the same time get each its own answer: of two that are taken for one, one sees too much or too little.
      together([read("b")], [read("c", { as: "B" })]),
      remove("b"),
      read("a"),
      // Once more: there is no such user.
      remove("b"),
      read("c"),
      remove("a"),
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
      again: changeOf(["name"], plainBody),
      email: changeOf(["email"]),
      some: someFields.chain((fields) => changeOf(fields)),
    })
    .map(({ body, name, again, email, some }): readonly Step[] => [
      create("x", { ...body, gender: "male", status: "inactive" }),
      put("x", name),
      read("x"),
      patch("x", { gender: "female" }),
      read("x"),
      patch("x", { status: "active" }),
      read("x"),
      put("x", again),
      read("x"),
      patch("x", email),
      read("x"),
      put("x", { status: "inactive" }),
      put("x", { gender: "male" }),
      read("x"),
      patch("x", some),
      read("x"),
      remove("x"),
    ]),
});
