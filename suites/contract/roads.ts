import fc from "fast-check";
import type { TokenAlias } from "../../src/contract/exchange.ts";
import { type Road, roads, unknownPath } from "../../src/contract/route.ts";
import { property, type Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, remove } from "./steps.ts";

const stranger = fc.constantFrom<TokenAlias>("anonymous", "B");

const by = (as: TokenAlias, verb: "read" | "patch" | "remove", road: Road, of: string): Step => ({
  do: "road",
  as,
  verb,
  road,
  of,
  ...(verb === "patch" ? { text: '{"name":"By Another Road"}' } : {}),
});

/** Every road once, each with a caller and a verb that the plain path refuses: a write where the method is named beside the real one, else a read. */
const doors = fc.tuple(
  ...roads.map((road) =>
    road === "X-HTTP-Method-Override" || road === "_method"
      ? fc
          .tuple(fc.constantFrom<TokenAlias>("anonymous", "B", "invalid"), fc.constantFrom("patch", "remove"))
          .map(([as, verb]): Step => by(as, verb, road, "x"))
      : stranger.map((as): Step => by(as, "read", road, "x")),
  ),
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
      back: fc.constantFrom<Road>("HEAD", ".json", "//", "letter case"),
      maker: fc.constantFrom<Road>(".json", "//", "letter case"),
      json: fc.constantFrom("Application/JSON; charset=utf-8", "application/JSON;charset=UTF-8"),
    })
    .map(({ x, doors: refused, back, maker, json }): readonly Step[] => [
      create("x", x),
      ...refused,
      // One's own users are read by HEAD elsewhere, and by the others in the first property of all. What leads to no user must not lead to
      // the first one.
      { do: "read", as: "A", who: { id: "0" } },
      { do: "raw", as: "A", method: "GET", path: unknownPath },
      // Methods that the paths do not have, and that would do no harm.
      { do: "raw", as: "A", method: "POST", path: "/users/{id}", of: "x", body: "{}" },
      { do: "raw", as: "A", method: "PUT", path: "/users", body: "{}" },
      {
        do: "road",
        as: "anonymous",
        verb: "create",
        road: maker,
        text: '{"name":"","email":"","gender":"male","status":"active"}',
      },
      // Below a user, where a router that looks at the beginning alone goes wrong too.
      { do: "raw", as: "A", method: "GET", path: `/users/{id}${unknownPath}`, of: "x" },
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
