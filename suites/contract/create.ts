import fc from "fast-check";
import { property, type Step } from "../../src/generators/step.ts";
import {
  changeOf,
  freshEmail,
  mixedName,
  nameOfLength,
  plainBody,
  validBody,
  wideName,
} from "../../src/generators/values.ts";
import { by, create, find, findBy, oddlySent, patch, put, read, remove } from "./steps.ts";

export const lifeOfAUser = property({
  id: "life-of-a-user",
  sentence:
    "what is created can be read, changed and found, until it is deleted; then it is gone and its e-mail is free",
  clause: "create",
  cases: fc
    .record({
      body: validBody,
      name: mixedName,
      moved: changeOf(["email", "status"]),
      late: changeOf(["name"], plainBody),
    })
    .map(({ body, name, moved, late }): readonly Step[] => [
      create("x", { ...body, name }),
      read("x"),
      find("x"),
      patch("x", late),
      read("x", { ifNoneMatch: true }),
      put("x", moved),
      read("x"),
      find("x"),
      remove("x"),
      read("x"),
      remove("x"),
      patch("x", late),
      put("x", late),
      find("x"),
      create("y", { ...body, email: { of: "x" } }),
      remove("y"),
    ]),
});

export const valuesComeBack = property({
  id: "values-come-back",
  sentence: "a name and an e-mail come back as they were sent, character for character",
  clause: "create",
  cases: fc
    .record({ body: validBody, long: wideName(200), short: nameOfLength(1), name: mixedName, email: freshEmail })
    .map(({ body, long, short, name, email }): readonly Step[] => [
      create("x", { ...body, name: long, gender: "Female", status: "INACTIVE" }),
      read("x"),
      patch("x", { name: short }),
      read("x"),
      patch("x", { name, email: { ...email, domain: "b2b.test" }, gender: "MALE", status: "Active" }),
      read("x"),
      put("x", { name: "A\u030a \u00c5  \u{1f984} <i>&amp;</i>", email: { fresh: "Tag+Plus.Mixed" } }),
      read("x"),
      read("x", { ifNoneMatch: true }),
      findBy("A", [["id", by("x", "id")]]),
      find("x"),
      findBy("A", [
        ["email", { marker: "case" }],
        ["name", by("x", "name")],
      ]),
      patch("x", { name: "0042" }),
      read("x"),
      remove("x"),
    ]),
});

export const unusualBodies = property({
  id: "unusual-bodies",
  sentence: "unknown fields are ignored, and whatever is sent the service stands",
  clause: "create",
  cases: fc
    .record({
      body: plainBody,
      other: plainBody,
    })
    .map(({ body, other }): readonly Step[] => [
      create("x", { ...body, status: "inactive", mobile: "123", admin: true, created_at: "2020-01-01" }),
      patch("x", { id: 1, nickname: "x" }),
      put("x", { email: { of: "x" } }),
      // By PATCH the first property tries it with nothing at all. Bad values must not reveal that there is such a user.
      put("x", { name: "", status: "none" }, { as: "B" }),
      read("x"),
      { do: "raw", as: "A", method: "POST", path: "/users/", body: "" },
      oddlySent({ written: "cut short" }),
      oddlySent({ written: "in a list" }),
      // Characters that no one types and databases choke on.
      oddlySent({ name: "a\0b\u0001\u001b\u007f\u0085\u2028" }),
      {
        do: "raw",
        as: "A",
        method: "POST",
        path: "/users",
        body: '{"name":12,"email":true,"gender":{"is":"male"},"status":["active"]}',
      },
      // The id of nobody; the tour names one in use.
      create("y", { ...other, name: "0042", id: 1 }),
      // Of a client that labels every request.
      { do: "raw", as: "A", method: "DELETE", path: "/users/{id}", of: "y", contentType: "application/json" },
      remove("x"),
      // Whole, so that it has all it needs to make one.
      put("x", { ...body, name: "Back Again" }),
    ]),
});
