import fc from "fast-check";
import { hardQueries, hardRequests } from "../../src/generators/hard-inputs.ts";
import { idsOfNoUser } from "../../src/generators/hard-values.ts";
import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, remove } from "./steps.ts";

export const budgetMoves = property({
  id: "budget-moves",
  sentence: "every answer to a token costs one of its budget, a 404 as much as a 200",
  clause: "rate limit",
  needs: "rate limit headers",
  cases: fc
    .record({
      ids: fc.shuffledSubarray(
        idsOfNoUser.filter((id) => id !== "0" && !id.startsWith("-")),
        { minLength: 8 },
      ),
      queries: hardQueries(8),
    })
    .map(({ ids, queries }): readonly Step[] => [
      { do: "spend", turns: [["A", 8]], kind: "found", queries },
      { do: "spend", turns: [["A", 8]], kind: "missing", ids },
    ]),
});

const between = (other: "anonymous" | "invalid", queries: readonly string[]): Step => ({
  do: "spend",
  kind: "found",
  queries,
  turns: [
    ["A", 1],
    [other, 1],
    ["A", 1],
    [other, 1],
    ["A", 1],
    [other, 1],
    ["A", 1],
    [other, 1],
    ["A", 1],
  ],
});

export const keylessCallsAreFree = property({
  id: "keyless-calls-are-free",
  sentence: "a request without a valid token takes nothing from a token's budget",
  clause: "rate limit",
  needs: "rate limit headers",
  cases: hardQueries(18).map((queries): readonly Step[] => [
    between("anonymous", queries.slice(0, 9)),
    between("invalid", queries.slice(9)),
  ]),
});

export const budgetsArePerToken = property({
  id: "budgets-are-per-token",
  sentence: "what one token spends, or an invalid one, is not taken from another",
  clause: "rate limit",
  needs: "second token",
  cases: hardQueries(17).map((queries): readonly Step[] => [
    {
      do: "spend",
      kind: "found",
      queries,
      turns: [
        // Two at first: what Remaining shows after a pause is a call old.
        ["B", 2],
        ["A", 1],
        ["anonymous", 3],
        ["B", 1],
        ["A", 4],
        ["B", 1],
        ["A", 4],
        ["B", 1],
      ],
    },
  ]),
});

export const limitIsReal = property({
  id: "limit-is-real",
  sentence: "a token that has spent its budget is refused, loses nothing by it, and is served again after Reset",
  clause: "rate limit",
  needs: "rate limit headers",
  turn: "first",
  cases: fc
    .record({ body: plainBody, between: hardRequests(40) })
    .map(({ body, between }): readonly Step[] => [
      create("x", body),
      { do: "exhaust", as: "A", handle: "x", observer: "B", between },
      remove("x"),
    ]),
});
