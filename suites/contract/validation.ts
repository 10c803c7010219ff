import fc from "fast-check";
import { expectRejected, property, type Step } from "../../src/generators/step.ts";
import {
  breakable,
  brokenBody,
  changeOf,
  nameOfLength,
  plainBody,
  someFields,
  wideName,
} from "../../src/generators/values.ts";
import { create, find, findBy, ofCase, overlong, patch, put, read, remove } from "./steps.ts";

export const brokenFieldsAreNamed = property({
  id: "broken-fields-are-named",
  sentence: "a create or an update with broken values is refused, all of them are named at once, and no trace is left",
  clause: "validation",
  cases: fc
    .record({
      all: brokenBody(breakable),
      some: someFields.chain((fields) => brokenBody(fields)),
      name: brokenBody(["name"]),
      email: brokenBody(["email"]),
      gender: brokenBody(["gender"]),
      status: brokenBody(["status"]),
      good: plainBody,
    })
    .map(({ all, some, name, email, gender, status, good }): readonly Step[] => [
      create(expectRejected, all),
      create(expectRejected, some),
      create(expectRejected, name),
      create(expectRejected, email),
      create(expectRejected, gender),
      create(expectRejected, status),
      findBy("A", [ofCase]),
      create("x", good),
      // One broken value each: beside another, an update that took it would be refused all the same.
      patch("x", name),
      patch("x", email),
      put("x", status),
    ]),
});

export const brokenUpdatesChangeNothing = property({
  id: "broken-updates-change-nothing",
  sentence: "an update with broken values is refused and the user stays as it was, good values beside the bad included",
  clause: "validation",
  cases: fc
    .record({
      body: plainBody,
      gender: brokenBody(["gender"]),
      name: brokenBody(["name"]),
      some: someFields.chain((fields) => brokenBody(fields)),
      good: changeOf(["name"], plainBody),
    })
    .map(({ body, gender, name, some, good }): readonly Step[] => [
      create("x", body),
      patch("x", { ...gender, name: "Half applied", email: { fresh: "half", label: "half" }, gender: "neither" }),
      find("x"),
      create("y", { ...body, email: { fresh: "half", label: "half" } }),
      put("x", { ...name, name: "", status: "inactive" }),
      read("x"),
      patch("x", { email: { text: "no-at-sign" }, name: "Half applied too" }),
      patch("x", { status: "enabled" }),
      put("x", { name: "Half applied as well", email: { text: "no-at-sign" }, gender: "other", status: "pending" }),
      put("x", { ...some, status: "" }),
      patch("x", { gender: null, name: null, status: null, email: { text: null } }),
      put("x", { email: { text: "" } }),
      read("x"),
      find("x"),
      patch("x", good),
      read("x"),
      remove("x"),
    ]),
});

export const lengthsHaveEdges = property({
  id: "lengths-have-edges",
  sentence:
    "a name has 1 to 200 characters: 0 and 201 are refused, 1 and 200 are taken; one value out of range is refused alone",
  clause: "validation",
  cases: fc
    .record({ body: plainBody, one: nameOfLength(1), most: wideName(200), over: nameOfLength(201) })
    .map(({ body, one, most, over }): readonly Step[] => [
      create(expectRejected, { ...body, name: over }),
      // The first property of all creates one of 200.
      create("x", { ...body, name: one }),
      // One broken value each: beside another, an update that took it would be refused all the same.
      put("x", { name: "" }),
      patch("x", { status: "" }),
      patch("x", { gender: "other" }),
      patch("x", { email: overlong }),
      patch("x", { name: most }),
      read("x"),
      create(expectRejected, { ...body, email: overlong }),
      remove("x"),
    ]),
});

export const emailsAreUnique = property({
  id: "emails-are-unique",
  sentence: "an e-mail has one user: taken on create and update, one's own allowed, free once left",
  clause: "validation",
  cases: fc
    .record({ x: plainBody, y: plainBody, moved: changeOf(["email"], plainBody) })
    .map(({ x, y, moved }): readonly Step[] => [
      create("x", { ...x, email: { fresh: "long".repeat(8) }, status: "active" }),
      create("y", y),
      // A list without x, which a later write is not limited to.
      findBy("A", [ofCase, ["status", "inactive"]]),
      create(expectRejected, { ...y, email: { of: "x" } }),
      create(expectRejected, { ...y, email: { of: "x" }, name: "", gender: "none" }),
      // Whether it is taken in other letter case is open; that it is answered is not.
      create("v", { ...y, email: { swapped: "x" } }),
      remove("v"),
      patch("y", { email: { of: "x" }, name: "Not to be" }),
      read("y"),
      put("y", { email: { text: "no-at.example.com" } }),
      patch("x", { email: { of: "x" }, status: "active" }),
      put("x", { ...x, email: { of: "x" } }),
      read("x"),
      patch("x", moved),
      create(expectRejected, { ...y, email: { of: "x" } }),
      create("z", { ...x, email: { former: "x" } }),
      patch("y", { email: { of: "z" } }),
      remove("z"),
      patch("y", { email: { former: "x" } }),
      read("y"),
      remove("x"),
      remove("y"),
    ]),
});

export const publicEmailsAreTaken = property({
  id: "public-emails-are-taken",
  sentence: "the e-mail of a public user is taken for every caller",
  clause: "validation",
  cases: plainBody.map((body): readonly Step[] => [
    findBy("anonymous", [["gender", "female"]]),
    create(expectRejected, { ...body, email: { publicUser: true } }),
    create("x", { ...body, gender: "female" }),
    patch("x", { name: "Not Theirs", email: { publicUser: true } }),
    put("x", { name: "Nor Like This", email: { publicUser: true } }),
    // What is public, a caller with a token sees as well.
    findBy("A", [
      ["gender", "female"],
      ["per_page", "100"],
    ]),
    { do: "read", as: "A", who: { publicUser: true } },
    findBy("anonymous", [["gender", "male"]]),
    findBy("anonymous", []),
    // The list that the token has got, x in it: no other caller may.
    findBy("anonymous", [
      ["gender", "female"],
      ["per_page", "100"],
    ]),
  ]),
});
