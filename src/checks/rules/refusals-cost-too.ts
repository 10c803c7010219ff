import { holds, type Outcome, violated } from "../../contract/verdict.ts";
import { type BudgetReturns, createBudgetReturns } from "../budget-returns.ts";
import { type BudgetTrail, type Call, createBudgetTrail, mostReturned, type TrailStep } from "../budget-trail.ts";
import { rememberingRule } from "../rule.ts";

interface State {
  readonly trail: BudgetTrail;
  readonly returns: BudgetReturns;
}

const isRefusal = (call: Call): boolean => call.refusal;

const settle = ({ returns }: State, step: TrailStep | undefined): Outcome | undefined => {
  const fell = step === undefined ? undefined : returns.add(step);
  if (step === undefined || fell === undefined) return undefined;
  const { token, windowS } = step;
  const { from, to } = fell;
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
  const tight = mostReturned(to.limit, windowS, to.endUs - from.startUs) < 1;
  return tight && to.refusal && from.remaining - to.remaining === 1 ? holds : undefined;
};

export const refusalsCostToo = rememberingRule({
  id: "refusals-cost-too",
  sentence: "a 404 or 422 takes one from X-RateLimit-Remaining as any call does",
  clause: "rate limit",
  level: "must",
  sources: ["facts 7.2", "facts 7.5"],
  evenFromEdge: true,
  start: (): State => ({ trail: createBudgetTrail(), returns: createBudgetReturns() }),
  sent: (request, { trail }) => trail.sent(request),
  judge: (view, state) => settle(state, state.trail.done(view)),
  missed: (observation, state) => settle(state, state.trail.done(observation)),
});
