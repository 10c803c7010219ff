import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, distances, longestResetS, type TrailStep } from "../budget/budget-trail.ts";
import { integerHeader } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

/** What one token was told, and whether it came true. */
interface Told {
  /** The last refusal, and when it said to come again; undefined: there is none, or it said nothing. */
  refused: { readonly seq: number; readonly untilUs: number; readonly resetS: number } | undefined;
  /** Refusals of requests that had waited as told, one after the other. */
  strikes: number[];
  /** Refusals while Remaining still said plenty. */
  lies: number;
  /** Last admitted call that nothing of ours has followed. */
  last: Call | undefined;
  /** Sequential calls in a row that cost exactly one. */
  exact: number;
  /** Calls in all that are known to have cost exactly one. */
  alone: number;
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
      exact: 0,
      alone: 0,
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

/** A refusal though the answer before it, right before it, showed plenty. */
const early = (told: Told, calls: readonly Call[], lost: number): RuleOutcome | undefined => {
  const { last } = told;
  const refusal = calls.find((call) => !call.admitted);
  if (last === undefined || refusal === undefined || last.limit !== refusal.limit) return undefined;
  const spent = calls.length + lost - 1;
  const others = othersAtOnce + (othersPerS * (refusal.endUs - last.startUs)) / 1e6;
  if (last.remaining < spent + others) return undefined;
  told.lies++;
  if (told.lies < 2 && (told.shared || told.exact < clean))
    return inconclusive(`429 right after Remaining ${last.remaining}: others may have spent it`);
  return violated(
    "requests are admitted while X-RateLimit-Remaining is not used up",
    `429 right after X-RateLimit-Remaining: ${last.remaining}`,
    [last.seq, refusal.seq],
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
  const lie = early(told, group.calls, group.lost);
  if (lie !== undefined) found.push(lie);
  const [only] = group.calls;
  const alone = group.calls.length === 1 && group.lost === 0 && only?.admitted === true ? only : undefined;
  if (alone !== undefined && told.last !== undefined) {
    const fall = told.last.remaining - alone.remaining;
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
  told.last = alone;
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
      ? violated("seconds until the budget of a minute is back", `X-RateLimit-Reset: ${resetS}`, [view.seq])
      : undefined;
  },
  budget: done,
});
