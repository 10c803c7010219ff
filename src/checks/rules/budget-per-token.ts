import type { Observation, ObservedRequest } from "../../contract/observation.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { createPrices, type Prices } from "../budget/budget-prices.ts";
import { type Call, mostReturned, type TrailStep } from "../budget/budget-trail.ts";
import { statefulRule } from "../rule.ts";

type Name = "A" | "B";

/** One token's own view: its last call, and what the other has spent since. */
interface Side {
  last: Call | undefined;
  othersSince: number;
  /** The other token's calls overlapped the time since, so that they cannot be counted. */
  mixed: boolean;
  readonly open: Set<number>;
  /** Who called without a valid token since. */
  readonly keyless: Set<string>;
}

interface State {
  readonly sides: { readonly [name in Name]: Side };
  /** Intervals, of either token, in which its budget fell by exactly what both spent, and none in which it did not. */
  readonly prices: Prices;
  /** Calls without a valid token that have no answer yet. */
  readonly keyless: Set<number>;
  hits: { readonly by: number; readonly seqs: readonly number[] }[];
}

const side = (): Side => ({ last: undefined, othersSince: 0, mixed: false, open: new Set(), keyless: new Set() });
const otherOf = (name: Name): Name => (name === "A" ? "B" : "A");
const isName = (token: string): token is Name => token === "A" || token === "B";

const isKeyless = ({ token }: ObservedRequest): boolean => token === "anonymous" || token === "invalid";

const sent = (request: ObservedRequest, { sides, keyless }: State): void => {
  if (isKeyless(request)) {
    keyless.add(request.seq);
    for (const each of Object.values(sides)) {
      each.keyless.add(`a call by ${request.token}`);
      if (each.open.size > 0) each.mixed = true;
    }
  }
  if (!isName(request.token)) return;
  if (keyless.size > 0) sides[request.token].mixed = true;
  const mine = sides[request.token];
  const other = sides[otherOf(request.token)];
  if (other.open.size > 0) mine.mixed = other.mixed = true;
  if (mine.open.size > 0) mine.mixed = true;
  mine.open.add(request.seq);
};

/**
 * Another client on the token makes its budget fall too, but not, time after time, by exactly as much as our other token has
 * spent meanwhile: hits in a row, with different and large enough counts, are needed.
 */
const compare = (state: State, mine: Side, from: Call, to: Call, windowS: number): RuleOutcome | undefined => {
  const others = mine.othersSince;
  if (others < 1 || from.limit !== to.limit || !from.admitted) return undefined;
  const fall = from.remaining - to.remaining;
  const refill = mostReturned(from.limit, windowS, to.endUs - from.startUs);
  if (refill >= others / 2) return undefined;
  const together = others + (to.admitted ? 1 : 0);
  if (fall <= 1 && to.admitted) {
    state.hits = [];
    return others >= 3 ? holds : undefined;
  }
  if (fall < 2 || fall > together || (to.admitted && fall < together - Math.ceil(refill - 0.5))) {
    state.hits = [];
    return undefined;
  }
  state.hits.push({ by: others, seqs: [from.seq, to.seq] });
  const counts = state.hits.map(({ by }) => by);
  const sum = counts.reduce((total, by) => total + by, 0);
  if (counts.length < 3 || sum < 6 || Math.max(...counts) < 4 || new Set(counts).size < 2) return undefined;
  const seqs = [...new Set(state.hits.flatMap((hit) => hit.seqs))];
  state.hits = [];
  return violated(
    "what one token spends leaves the other's Remaining alone",
    `Remaining fell by what both tokens spent together, ${counts.length} times in a row (${counts.map((by) => by + 1).join(", ")})`,
    seqs,
  );
};

/** What calls without a budget take from this one, where it should be nothing. */
const judgeKeyless = (state: State, mine: Side, from: Call, to: Call): RuleOutcome | undefined => {
  if (from.limit !== to.limit || !from.admitted || !to.admitted) return undefined;
  const dear = state.prices.add(from, to, [...mine.keyless]);
  return dear === undefined
    ? undefined
    : violated("a call without a valid token takes nothing from a token's budget", dear.text, dear.seqs);
};

const done = (step: TrailStep, state: State): readonly RuleOutcome[] => {
  const { token, observation, call, windowS } = step;
  const { seq } = observation;
  const { sides } = state;
  const mine = sides[token];
  const other = sides[otherOf(token)];
  mine.open.delete(seq);
  if (call === undefined) {
    mine.last = undefined;
    other.mixed = true;
    return [];
  }
  if (call.admitted) other.othersSince++;
  const found =
    mine.last === undefined || mine.mixed
      ? []
      : [compare(state, mine, mine.last, call, windowS), judgeKeyless(state, mine, mine.last, call)];
  mine.last = call.admitted ? call : undefined;
  mine.othersSince = 0;
  mine.keyless.clear();
  mine.mixed = mine.open.size > 0 || other.open.size > 0 || state.keyless.size > 0;
  return found.filter((outcome) => outcome !== undefined);
};

export const budgetPerToken = statefulRule({
  id: "budget-per-token",
  sentence: "what one token spends, or a caller without one, does not take from another token's budget",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.1", "facts 7.6"],
  needs: "second token",
  start: (): State => ({
    sides: { A: side(), B: side() },
    prices: createPrices(1e-4),
    keyless: new Set(),
    hits: [],
  }),
  sent,
  onSkipped: (observation: Observation, { keyless, sides }) => {
    if (!keyless.delete(observation.seq) || observation.answer === undefined) return undefined;
    const { token, answer } = observation;
    // A 401 may cost where a public page does not.
    for (const each of Object.values(sides)) each.keyless.add(`a call by ${token}, answered ${answer.status},`);
    return undefined;
  },
  budget: done,
});
