import { holds, type Outcome, violated } from "../../contract/verdict.ts";
import { createBudgetReturns, oldSpending, type TooMuch } from "../budget-returns.ts";
import { type Call, createBudgetTrail, type Group, mostReturned, type TrailStep } from "../budget-trail.ts";
import { rememberingRule } from "../rule.ts";

/** So many falls by the same number greater than one are no coincidence, whoever else is on the token. */
const manySteps = 8;
const manyGaps = 7;
/** A sequential step quicker than this leaves no room for another client calling in turn with us. */
const tightUs = 120_000;

/** How often falls by one same number greater than one came in a row. */
interface Run {
  by: number;
  times: number;
  calls: number[];
}

interface State {
  readonly trail: ReturnType<typeof createBudgetTrail>;
  readonly returns: ReturnType<typeof createBudgetReturns>;
  readonly steps: Map<string, Run>;
  readonly gaps: Map<string, Run>;
}

const extend = (runs: Map<string, Run>, token: string, by: number, times: number, seqs: readonly number[]): Run => {
  const run = runs.get(token) ?? { by: 0, times: 0, calls: [] };
  if (by !== run.by) Object.assign(run, { by, times: 0, calls: [] });
  run.times += times;
  run.calls = [...run.calls, ...seqs].slice(-20);
  runs.set(token, run);
  return run;
};

/** The one distance between all neighbours, or undefined. Where Remaining lags, the first call after a pause stands apart. */
const stride = (remaining: readonly number[]): { readonly by: number; readonly gaps: number } | undefined => {
  const sorted = [...remaining].sort((a, b) => b - a);
  const gaps = sorted.slice(1).map((value, at) => (sorted[at] ?? value) - value);
  for (const kept of [gaps, gaps.slice(1), gaps.slice(0, -1)]) {
    const [by] = kept;
    if (by !== undefined && kept.every((gap) => gap === by)) return { by, gaps: kept.length };
  }
  return undefined;
};

const seqsOf = (calls: readonly Call[]): readonly number[] => [...new Set(calls.map(({ seq }) => seq))].slice(-20);

const backTooMuch = ({ returned, calls }: TooMuch): Outcome =>
  violated(
    "X-RateLimit-Remaining falls by 1 with each call of a burst",
    `over ${new Set(calls.map(({ seq }) => seq)).size} calls it fell by ${returned} less than that: ${calls
      .slice(-8)
      .map(({ remaining }) => remaining)
      .join(", ")}`,
    seqsOf(calls),
  );

/** The same number again and again in one parallel burst: calls that were not counted. */
const repeated = ({ calls, startUs, endUs }: Group, { windowS, before }: TrailStep): Outcome | undefined => {
  const admitted = calls.filter((call) => call.admitted);
  const [first] = admitted;
  if (first === undefined || admitted.length < 3 || admitted.some(({ limit }) => limit !== first.limit))
    return undefined;
  const times = new Map<number, number>();
  for (const { remaining } of admitted) times.set(remaining, (times.get(remaining) ?? 0) + 1);
  // An edge of a window may come in between: then every number can come twice.
  let excess = 0;
  for (const count of times.values()) excess += Math.max(0, count - 2);
  const refill = mostReturned(first.limit, windowS, endUs - startUs);
  const lowest = Math.min(...times.keys());
  if (excess <= oldSpending(first.limit, lowest, before) + refill + 1) return refill < 1 ? holds : undefined;
  const shown = admitted.map(({ remaining }) => remaining).join(", ");
  return violated(`${admitted.length} calls at once leave as many numbers`, `Remaining ${shown}`, seqsOf(admitted));
};

const judgeGroup = (state: State, step: TrailStep): readonly Outcome[] => {
  const { group, token, windowS } = step;
  if (group === undefined) return [];
  const found: Outcome[] = [];
  const fell = state.returns.add(step);
  if (fell !== undefined) {
    const { from, to } = fell;
    // Refused answers are the matter of refusals-cost-too; whichever call of a step pays, some other must be at fault.
    const paid = (call: Call) => !call.refusal;
    const later = state.returns.tooMuch(token, windowS, "later", paid);
    const earlier = later === undefined ? undefined : state.returns.tooMuch(token, windowS, "earlier", paid);
    if (later !== undefined && earlier !== undefined) {
      found.push(backTooMuch(later));
      state.returns.forget(token);
    } else if (mostReturned(to.limit, windowS, to.endUs - from.startUs) < 1 && from.remaining - to.remaining === 1) {
      found.push(holds);
    }
    const by = from.remaining - to.remaining;
    if (to.endUs - from.startUs <= tightUs) {
      const run = extend(state.steps, token, by, 1, [from.seq, to.seq]);
      if (by > 1 && run.times >= manySteps) {
        found.push(
          violated("one call costs 1", `each of ${run.times} calls in a row cost ${by}`, [...new Set(run.calls)]),
        );
        state.steps.delete(token);
      }
    }
  } else if (group.calls.length > 1) {
    const outcome = repeated(group, step);
    if (outcome !== undefined) found.push(outcome);
    const admitted = group.calls.filter((call) => call.admitted);
    const even = admitted.length < 3 ? undefined : stride(admitted.map(({ remaining }) => remaining));
    if (admitted.length >= 3) {
      const run = extend(state.gaps, token, even?.by ?? 0, even?.gaps ?? 0, seqsOf(admitted));
      if (run.by > 1 && run.times >= manyGaps) {
        found.push(
          violated("one call costs 1", `calls at once left numbers ${run.by} apart, ${run.times} times`, run.calls),
        );
        state.gaps.delete(token);
      }
    }
  }
  return found;
};

const settle = (state: State, step: TrailStep | undefined): readonly Outcome[] | undefined => {
  const found = step === undefined ? [] : judgeGroup(state, step);
  return found.length === 0 ? undefined : found;
};

/**
 * Others may spend from the same token, so a larger fall proves nothing by itself; a fall that is missing does, once it is
 * more than a refill, returns of what was spent before, and one edge of a window explain.
 */
export const remainingFallsWithUse = rememberingRule({
  id: "remaining-falls-with-use",
  sentence: "within a burst each call takes one from X-RateLimit-Remaining",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7"],
  evenFromEdge: true,
  start: (): State => ({
    trail: createBudgetTrail(),
    returns: createBudgetReturns(),
    steps: new Map(),
    gaps: new Map(),
  }),
  sent: (request, { trail }) => trail.sent(request),
  judge: (view, state) => settle(state, state.trail.done(view)),
  missed: (observation, state) => settle(state, state.trail.done(observation)),
});
