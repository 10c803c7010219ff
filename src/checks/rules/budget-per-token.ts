import type { ObservedRequest } from "../../contract/observation.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, mostReturned, type TrailStep } from "../budget/budget-trail.ts";
import { statefulRule } from "../rule.ts";

type Name = "A" | "B";

/** One token's own view: its last call, and what the other has spent since. */
interface Side {
  last: Call | undefined;
  othersSince: number;
  /** The other token's calls overlapped the time since, so that nobody can count them. */
  mixed: boolean;
  readonly open: Set<number>;
}

interface State {
  readonly sides: { readonly [name in Name]: Side };
  /** Intervals, of either token, in which its budget fell by exactly what both spent, and none in which it did not. */
  hits: { readonly by: number; readonly seqs: readonly number[] }[];
}

const side = (): Side => ({ last: undefined, othersSince: 0, mixed: false, open: new Set() });
const otherOf = (name: Name): Name => (name === "A" ? "B" : "A");
const isName = (token: string): token is Name => token === "A" || token === "B";

const sent = (request: ObservedRequest, { sides }: State): void => {
  if (!isName(request.token)) return;
  const mine = sides[request.token];
  const other = sides[otherOf(request.token)];
  if (other.open.size > 0) mine.mixed = other.mixed = true;
  if (mine.open.size > 0) mine.mixed = true;
  mine.open.add(request.seq);
};

/**
 * Somebody else on the token makes its budget fall too, but not, time after time, by exactly as much as our other token has
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

const done = (step: TrailStep, state: State): RuleOutcome | undefined => {
  const { token, seq, call, windowS } = step;
  const { sides } = state;
  const mine = sides[token];
  const other = sides[otherOf(token)];
  mine.open.delete(seq);
  if (call === undefined) {
    mine.last = undefined;
    other.mixed = true;
    return undefined;
  }
  if (call.admitted) other.othersSince++;
  const outcome = mine.last === undefined || mine.mixed ? undefined : compare(state, mine, mine.last, call, windowS);
  mine.last = call.admitted ? call : undefined;
  mine.othersSince = 0;
  mine.mixed = mine.open.size > 0 || other.open.size > 0;
  return outcome;
};

export const budgetPerToken = statefulRule({
  id: "budget-per-token",
  sentence: "what one token spends does not take from another token's budget",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.1"],
  start: (): State => ({ sides: { A: side(), B: side() }, hits: [] }),
  sent,
  budget: done,
});
