import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import {
  type Call,
  distances,
  type Group,
  longestGroup,
  longestResetS,
  minuteS,
  resetSlackS,
  type TrailStep,
} from "../budget/budget-trail.ts";
import { integerHeader } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

interface Fixed {
  last: Call | undefined;
  times: number;
  /** Nearly all was left, in two answers in a row. */
  nearlyFull: number;
  /** Half of the limit was used. */
  used: boolean;
  /** Some seconds passed, and no more than Reset said. */
  waited: boolean;
}
const noReset = (): Fixed => ({ last: undefined, times: 0, nearlyFull: 0, used: false, waited: false });

/** What one token was told, and whether it came true. */
interface Told {
  /** The last refusal, and when it said to come again; undefined: there is none, or it said nothing. */
  refused: { readonly seq: number; readonly untilUs: number; readonly resetS: number } | undefined;
  /** Refusals of requests that had waited as told, one after the other. */
  strikes: number[];
  /** Refusals while Remaining still said plenty. */
  lies: number;
  /** The least that the calls of late have shown. */
  last: Call | undefined;
  /** Last admitted call that nothing of ours has followed. */
  single: Call | undefined;
  /** Sequential calls in a row that cost exactly one. */
  exact: number;
  /** Calls in all that are known to have cost exactly one. */
  alone: number;
  /** Answers of late with one and the same Reset. */
  reset: Fixed;
  /** Remaining once fell by more than our own calls: others are on the token. */
  shared: boolean;
}

/** Others may spend between two answers: so many at once, and so many a second. */
const othersAtOnce = 5;
const othersPerS = 200;
const clean = 4;
/** So many calls that cost exactly one, and none that cost more, and we take it that nobody else is on the token. */
const surelyAlone = 6;

const toldOf = (tokens: Map<string, Told>, token: string): Told => {
  let told = tokens.get(token);
  if (told === undefined) {
    told = {
      refused: undefined,
      strikes: [],
      lies: 0,
      last: undefined,
      single: undefined,
      exact: 0,
      alone: 0,
      reset: noReset(),
      shared: false,
    };
    tokens.set(token, told);
  }
  return told;
};

/** The answer to the one that waited as told. */
const waited = (told: Told, call: Call): RuleOutcome => {
  const { refused, strikes } = told;
  if (call.admitted) return holds;
  strikes.push(...(strikes.length === 0 && refused !== undefined ? [refused.seq] : []), call.seq);
  // One may be bad luck: a clock that was set back, or somebody else on the token was quicker.
  if (strikes.length < 3)
    return inconclusive("refused after waiting as told, once: somebody else may have been quicker");
  const seqs = strikes;
  told.strikes = [];
  return told.shared || told.alone < surelyAlone
    ? inconclusive("refused again after waiting as told, but others may spend from this token")
    : violated(
        `admitted after ${Math.max(1, refused?.resetS ?? 1)} s, as X-RateLimit-Reset said`,
        "429 again, twice in a row",
        seqs,
      );
};

const leastShown = (calls: readonly Call[]): Call | undefined =>
  calls
    .filter(({ admitted }) => admitted)
    .reduce<Call | undefined>(
      (least, call) => (least === undefined || call.remaining < least.remaining ? call : least),
      undefined,
    );

/**
 * A refusal though all that was shown right before it, and beside it, was plenty. Remaining may lag a call, and a window
 * may end between calls at once: so what was shown before counts as well.
 */
const early = (told: Told, { calls, lost }: Group): RuleOutcome | undefined => {
  const { last } = told;
  const refusal = calls.find((call) => !call.admitted);
  if (last === undefined || refusal === undefined || last.limit !== refusal.limit) return undefined;
  // A group cut short has calls in flight that may have taken the rest.
  if (calls.length >= longestGroup) return undefined;
  const beside = leastShown(calls);
  const left =
    beside === undefined ? last.remaining - calls.length - lost + 1 : Math.min(beside.remaining - lost, last.remaining);
  const alone = !told.shared && told.alone >= surelyAlone;
  const others = othersAtOnce + (othersPerS * (refusal.endUs - last.startUs)) / 1e6;
  if (left < (alone ? 3 : others)) return undefined;
  told.lies++;
  const shown = (beside ?? last).remaining;
  if (told.lies < 2 && (left < others || told.shared || told.exact < clean))
    return inconclusive(`429 right after Remaining ${shown}: others may have spent it`);
  return violated(
    "requests are admitted while X-RateLimit-Remaining is not used up",
    `429 right after X-RateLimit-Remaining: ${shown}`,
    [(beside ?? last).seq, refusal.seq],
  );
};

/** So many answers with one Reset, whatever Remaining says. */
const fewestFixed = 20;

/**
 * A Reset that never changes. Where it counts the time until full it must be short while nearly all is left; where it counts
 * down to an edge, or to the oldest call's return, it must be shorter some seconds later.
 */
const fixed = (told: Told, call: Call): RuleOutcome | undefined => {
  const { limit, remaining, resetS } = call;
  if (resetS === undefined || !call.admitted) return undefined;
  const { last } = told.reset;
  if (last?.resetS !== resetS || last.limit !== limit) {
    told.reset = { last: call, times: 1, nearlyFull: 0, used: false, waited: false };
    return undefined;
  }
  const { reset } = told;
  const gapS = (call.startUs - last.endUs) / 1e6;
  reset.times++;
  if (remaining <= limit / 2) reset.used = true;
  if (Math.min(remaining, last.remaining) >= 0.8 * limit) reset.nearlyFull++;
  if (gapS > resetSlackS + 1 && gapS < resetS - resetSlackS - 1) reset.waited = true;
  reset.last = call;
  const longestS = (minuteS * (0.2 * limit + 3)) / limit + resetSlackS;
  if (reset.times < fewestFixed || reset.nearlyFull < 2 || !reset.used || !reset.waited || resetS <= longestS)
    return undefined;
  const { times } = reset;
  told.reset = noReset();
  return violated(
    "Reset follows what is left, or the time",
    `X-RateLimit-Reset: ${resetS} in ${times} answers in a row`,
    [call.seq],
  );
};

const done = ({ token, call, group, sinceUs }: TrailStep, tokens: Map<string, Told>): readonly RuleOutcome[] => {
  const found: RuleOutcome[] = [];
  const told = toldOf(tokens, token);
  // Nothing of ours was in flight when it left.
  if (told.refused !== undefined && call?.startUs === sinceUs && call.startUs >= told.refused.untilUs) {
    found.push(waited(told, call));
    told.refused = undefined;
  }
  const still = call === undefined ? undefined : fixed(told, call);
  if (still !== undefined) found.push(still);
  if (call === undefined) told.refused = undefined;
  else if (call.admitted) {
    told.strikes = [];
    // Whoever is admitted early leaves nothing to be said of the wait.
    if (call.startUs > (told.refused?.untilUs ?? 0) - 1e6 * Math.max(1, told.refused?.resetS ?? 1))
      told.refused = undefined;
  } else if (call.resetS !== undefined) {
    const untilUs = Math.max(told.refused?.untilUs ?? 0, call.endUs + Math.max(1, call.resetS) * 1e6);
    told.refused = { seq: call.seq, untilUs, resetS: call.resetS };
  }
  if (group === undefined) return found;
  const lie = early(told, group);
  if (lie !== undefined) found.push(lie);
  const [only] = group.calls;
  const alone = group.calls.length === 1 && group.lost === 0 && only?.admitted === true ? only : undefined;
  if (alone !== undefined && told.single !== undefined) {
    const fall = told.single.remaining - alone.remaining;
    told.exact = fall === 1 ? told.exact + 1 : 0;
    if (fall === 1) told.alone++;
    if (fall > 1) told.shared = true;
  } else {
    told.exact = 0;
    for (const gap of distances(group.calls)) {
      if (gap === 1) told.alone++;
      if (gap > 1) told.shared = true;
    }
  }
  told.single = alone;
  told.last = group.lost > 0 ? undefined : leastShown(group.calls);
  return found;
};

/**
 * Whether 429s themselves extend the wait is unknown (facts 11.10): the wait counts from the last one, and only a request
 * that nothing of ours preceded or overlapped is judged.
 */
export const resetIsTruthful = statefulRule({
  id: "reset-is-truthful",
  sentence:
    "who waits X-RateLimit-Reset seconds (at least one) after a 429 is admitted, and nobody is refused before Remaining is used up",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.5"],
  includeGatewayResponses: true,
  start: () => new Map<string, Told>(),
  judge: (view) => {
    const resetS = integerHeader(view, "x-ratelimit-reset");
    return resetS !== undefined && resetS > longestResetS
      ? violated("seconds until the budget is back", `X-RateLimit-Reset: ${resetS}`, [view.seq])
      : undefined;
  },
  budget: done,
});
