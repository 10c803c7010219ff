import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { createPrices, type Prices } from "../budget/budget-prices.ts";
import { type BudgetReturns, createBudgetReturns } from "../budget/budget-returns.ts";
import { type Call, mostReturned, type TrailStep } from "../budget/budget-trail.ts";
import { statefulRule } from "../rule.ts";

const isRefusal = (call: Call): boolean => call.refusal;

interface State {
  readonly returns: BudgetReturns;
  readonly prices: Prices;
}

const settle = (step: TrailStep, { returns, prices }: State): RuleOutcome | undefined => {
  const fell = returns.add(step);
  if (fell === undefined) return undefined;
  const { token, windowS } = step;
  const { from, to, tightRefill } = fell;
  // Where Remaining lags, the step after a refusal shows its price.
  const free =
    returns.tooMuch(token, windowS, "later", isRefusal) ?? returns.tooMuch(token, windowS, "earlier", isRefusal);
  if (free !== undefined) {
    returns.forget(token);
    return violated(
      "a 404 or a 422 takes one from X-RateLimit-Remaining as any call",
      `${free.returned} of them took nothing`,
      [...new Set(free.calls.map(({ seq }) => seq))].slice(-20),
    );
  }
  const other = prices.add(
    from,
    to,
    [...(to.refusal ? [`${to.status}`] : []), ...(from.refusal ? [`${from.status} before`] : [])],
    tightRefill,
  );
  if (other !== undefined) return violated("a 404 or a 422 takes one, no more and no less", other.text, other.seqs);
  const tight = mostReturned(to.limit, windowS, to.endUs - from.startUs) < 1;
  return tight && to.refusal && from.remaining - to.remaining === 1 ? holds : undefined;
};

export const refusalsCostToo = statefulRule({
  id: "refusals-cost-too",
  sentence: "a 404 or 422 takes one from X-RateLimit-Remaining as any call does",
  clause: "rate limit",
  level: "must",
  sources: ["facts 7.2", "facts 7.5"],
  start: (): State => ({ returns: createBudgetReturns(), prices: createPrices() }),
  budget: settle,
});
