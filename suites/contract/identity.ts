import fc from "fast-check";
import type { TokenAlias } from "../../src/contract/exchange.ts";
import { idsOfNoUser } from "../../src/generators/hard-values.ts";
import { expectRejected, property, type QueryInput, type RecordRef, type Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, find, findBy, by as lookFor, ofCase, patch, put, read, remove, together } from "./steps.ts";

const verbs = ["read", "patch", "put", "remove"] as const;
type Verb = (typeof verbs)[number];

const by = (as: TokenAlias, verb: Verb, who: RecordRef): Step => {
  if (verb === "read") return { do: "read", as, who };
  if (verb === "remove") return { do: "remove", as, who };
  // A whole user, so that a PUT would have all it needs to make one.
  const whole = { name: "Nor like this", email: { fresh: "put" }, gender: "female", status: "inactive" };
  const body = verb === "patch" ? { name: "Not by you" } : whole;
  return { do: "update", as, verb: verb === "patch" ? "PATCH" : "PUT", who, body };
};

/** Ids that no user has, one for each verb. */
const missingIds = fc.shuffledSubarray([...idsOfNoUser, "999999999999999999", "test", "***"], {
  minLength: verbs.length,
  maxLength: verbs.length,
});

/** One caller's row of the matrix: every verb on a private user of A and on a missing id, and after each write a read by the owner. */
const everyVerb = (as: TokenAlias, ids: readonly string[]): readonly Step[] => [
  ...verbs.flatMap((verb) => [by(as, verb, { handle: "x" }), ...(verb === "read" ? [] : [read("x")])]),
  ...verbs.flatMap((verb, at) => ids.slice(at, at + 1).map((id) => by(as, verb, { id }))),
  find("x", { as }),
  findBy(as, []),
];

const everythingOf = (handle: string): readonly (readonly [string, QueryInput])[] => [
  ["id", lookFor(handle, "id")],
  ["name", lookFor(handle, "name")],
  ["email", lookFor(handle, "email")],
  ["per_page", "100"],
];

export const anonymousCallers = property({
  id: "anonymous-callers",
  sentence: "without a token no user can be created, and private users do not exist",
  clause: "identity",
  cases: fc.record({ x: plainBody, y: plainBody, ids: missingIds }).map(({ x, y, ids }): readonly Step[] => [
    create("x", x),
    ...everyVerb("anonymous", ids),
    findBy("anonymous", everythingOf("x")),
    // Changed, it is no less private.
    patch("x", { name: "Still private" }),
    read("x", { as: "anonymous", ifNoneMatch: true }),
    create(expectRejected, y, { as: "anonymous" }),
    // Refused before the values are validated.
    create(expectRejected, {}, { as: "anonymous" }),
    findBy("A", [ofCase]),
    remove("x"),
    read("x", { as: "anonymous" }),
  ]),
});

export const unknownTokens = property({
  id: "unknown-tokens",
  sentence: "an unknown token is answered 401 on every verb, before any record is read, and does nothing",
  clause: "identity",
  cases: fc
    .record({ x: plainBody, y: plainBody, ids: missingIds })
    .map(({ x, y, ids }): readonly Step[] => [
      create("x", x),
      ...everyVerb("invalid", ids),
      create(expectRejected, y, { as: "invalid" }),
      create(expectRejected, {}, { as: "invalid" }),
      findBy("A", [ofCase]),
      remove("x"),
    ]),
});

export const otherAccounts = property({
  id: "other-accounts",
  sentence: "another account's users can't be seen, changed or deleted, by id or in lists",
  clause: "identity",
  needs: "second token",
  cases: fc.record({ x: plainBody, y: plainBody, ids: missingIds }).map(({ x, y, ids }): readonly Step[] => [
    create("x", x),
    ...everyVerb("B", ids),
    // Bad values must not reveal that the record exists.
    patch("x", { name: "", status: "none" }, { as: "B" }),
    patch("x", {}, { as: "B" }),
    // With every filter at once: none of them may open the door.
    findBy("B", everythingOf("x")),
    read("x", { as: "B", ifNoneMatch: true }),
    create("y", y, { as: "B" }),
    read("y"),
    findBy("A", [ofCase]),
    findBy("B", [ofCase]),
    findBy("anonymous", [ofCase]),
    together(
      [read("x")],
      [read("x", { as: "B" })],
      [read("y", { as: "B" })],
      [read("y")],
      [read("x", { as: "anonymous" })],
    ),
    put("y", { status: "inactive" }, { as: "B" }),
    patch("y", { name: "Not by you" }),
    remove("y"),
    read("y", { as: "B" }),
    remove("y", { as: "B" }),
    remove("x"),
    read("x", { as: "B" }),
  ]),
});

export const idsThatAreNone = property({
  id: "ids-that-are-none",
  sentence: "an id of no user answers 404 to every verb",
  clause: "read",
  cases: fc
    .constantFrom("test", "0", "***", "00000")
    .map((id): readonly Step[] => [
      ...verbs.map((verb) => by("A", verb, { id })),
      by("A", "patch", { id: "999999999999999999" }),
      by("A", "put", { id: "999999999999999999" }),
      by("anonymous", "read", { id: "999999999999999999" }),
    ]),
});
