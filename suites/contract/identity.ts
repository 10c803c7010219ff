import fc from "fast-check";
import type { TokenAlias } from "../../src/contract/exchange.ts";
import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, find, findBy, ofCase, patch, put, read, remove, together } from "./steps.ts";

/** Every verb of this caller on a private user of A, each write followed by the owner's look. */
const everyVerb = (as: TokenAlias): readonly Step[] => [
  read("x", { as }),
  patch("x", { name: "Not by you" }, { as }),
  read("x"),
  put("x", { name: "Nor like this", status: "inactive" }, { as }),
  remove("x", { as }),
  read("x"),
  find("x", { as }),
];

const nobodys = (as: TokenAlias): readonly Step[] => [
  { do: "read", as, who: { id: "999999999999999999" } },
  { do: "update", as, verb: "PATCH", who: { id: "999999999999999999" }, body: { name: "Nobody" } },
  { do: "remove", as, who: { id: "999999999999999999" } },
];

export const anonymousCallers = property({
  id: "anonymous-callers",
  sentence: "without a token nobody creates a user, and private users do not exist",
  clause: "identity",
  cases: fc
    .record({ x: plainBody, y: plainBody })
    .map(({ x, y }): readonly Step[] => [
      create("x", x),
      read("x"),
      ...everyVerb("anonymous"),
      create("nobody", y, { as: "anonymous" }),
      findBy("A", [ofCase]),
      findBy("anonymous", []),
      remove("x"),
      read("x", { as: "anonymous" }),
    ]),
});

export const unknownTokens = property({
  id: "unknown-tokens",
  sentence: "an unknown token is answered 401 on every verb, before anything is looked up, and does nothing",
  clause: "identity",
  cases: fc
    .record({ x: plainBody, y: plainBody })
    .map(({ x, y }): readonly Step[] => [
      create("x", x),
      ...everyVerb("invalid"),
      create("nobody", y, { as: "invalid" }),
      findBy("invalid", []),
      ...nobodys("invalid"),
      findBy("A", [ofCase]),
      remove("x"),
    ]),
});

export const otherAccounts = property({
  id: "other-accounts",
  sentence: "another account's users can't be seen, changed or deleted, by id or in lists",
  clause: "identity",
  needs: "second token",
  cases: fc
    .record({ x: plainBody, y: plainBody })
    .map(({ x, y }): readonly Step[] => [
      create("x", x),
      read("x"),
      ...everyVerb("B"),
      create("y", y, { as: "B" }),
      read("y"),
      read("y", { as: "B" }),
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
      remove("y"),
      read("y", { as: "B" }),
      remove("y", { as: "B" }),
      remove("x"),
    ]),
});

export const idsThatAreNone = property({
  id: "ids-that-are-none",
  sentence: "an id that nobody has answers 404 to every verb",
  clause: "read",
  cases: fc
    .constantFrom("test", "0", "***", "00000")
    .map((id): readonly Step[] => [
      { do: "read", as: "A", who: { id } },
      ...nobodys("A"),
      { do: "update", as: "A", verb: "PUT", who: { id }, body: { name: "Nobody" } },
      { do: "remove", as: "A", who: { id } },
      { do: "read", as: "anonymous", who: { id: "999999999999999999" } },
    ]),
});
