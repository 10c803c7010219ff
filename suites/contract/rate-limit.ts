import fc from "fast-check";
import { property } from "../../src/generators/property.ts";
import type { Step } from "../../src/generators/step.ts";
import { plainBody } from "../../src/generators/values.ts";
import { create, remove } from "./steps.ts";

export const budgetMoves = property({
  id: "budget-moves",
  sentence: "every answer to a token costs one of its budget, a 404 as much as a 200",
  clause: "rate limit",
  needs: "rate limit headers",
  cases: fc.constant<readonly Step[]>([
    { do: "spend", turns: [["A", 8]], kind: "found" },
    { do: "spend", turns: [["A", 8]], kind: "missing" },
  ]),
});

const between = (other: "anonymous" | "invalid"): Step => ({
  do: "spend",
  kind: "found",
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
  cases: fc.constant<readonly Step[]>([between("anonymous"), between("invalid")]),
});

export const budgetsArePerToken = property({
  id: "budgets-are-per-token",
  sentence: "what one token spends, or an invalid one, is not taken from another",
  clause: "rate limit",
  needs: "second token",
  cases: fc.constant<readonly Step[]>([
    {
      do: "spend",
      kind: "found",
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
  cases: plainBody.map((body): readonly Step[] => [
    create("x", body),
    { do: "exhaust", as: "A", handle: "x", observer: "B" },
    remove("x"),
  ]),
});
