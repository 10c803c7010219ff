import fc from "fast-check";
import type { TokenAlias } from "../../src/contract/exchange.ts";
import { type Road, roads, unknownPath } from "../../src/contract/roads.ts";
import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, remove } from "./steps.ts";

const caller = fc.constantFrom<TokenAlias>("anonymous", "anonymous", "B", "B", "invalid");
const verbs = ["read", "patch", "remove"] as const;

const by = (as: TokenAlias, verb: (typeof verbs)[number], road: Road, of: string): Step => ({
  do: "road",
  as,
  verb,
  road,
  of,
  ...(verb === "patch" ? { text: '{"name":"By Another Road"}' } : {}),
});

/** Of a method that is named beside the real one, only a write is worth it; of the rest, a read shows most. */
const verbOf = (road: Road): fc.Arbitrary<(typeof verbs)[number]> => {
  if (road === "HEAD") return fc.constant("read");
  return road === "X-HTTP-Method-Override" || road === "_method"
    ? fc.constantFrom("patch", "remove")
    : fc.constantFrom("read", "read", "read", "read", ...verbs);
};

/** Every road once, each with a caller and a verb that the plain path refuses. */
const doors = fc.tuple(
  ...roads.map((road) => fc.tuple(caller, verbOf(road)).map(([as, verb]): Step => by(as, verb, road, "x"))),
);

/** What is protected by the plain path must be protected by every other. */
export const otherRoads = property({
  id: "other-roads",
  sentence: "no other road leads to what the plain path hides or refuses, and one that exists answers as it does",
  clause: "identity",
  cases: fc
    .record({
      x: plainBody,
      doors,
      open: fc.constantFrom<Road>("HEAD", ".json", "//"),
      back: fc.constantFrom<Road>("HEAD", ".json", "//", "letter case"),
      maker: fc.constantFrom<Road>(".json", "//", "letter case"),
      json: fc.constantFrom("application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON"),
    })
    .map(({ x, doors: refused, open, back, maker, json }): readonly Step[] => [
      create("x", x),
      ...refused,
      by("A", "read", open, "x"),
      {
        do: "road",
        as: "anonymous",
        verb: "create",
        road: maker,
        text: '{"name":"","email":"","gender":"male","status":"active"}',
      },
      { do: "raw", as: "A", method: "GET", path: unknownPath },
      // The same media type in another spelling (RFC 9110 section 8.3.1).
      {
        do: "raw",
        as: "A",
        method: "PATCH",
        path: "/users/{id}",
        of: "x",
        contentType: json,
        body: '{"name":"Another Spelling"}',
      },
      {
        do: "raw",
        as: "A",
        method: "PATCH",
        path: "/users/{id}",
        of: "x",
        contentType: "application/x-www-form-urlencoded; charset=utf-8",
        body: "name=By+A+Form",
      },
      remove("x"),
      by("A", "read", back, "x"),
    ]),
});
