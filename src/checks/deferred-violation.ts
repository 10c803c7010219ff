import { memoizeLast } from "../contract/memoize-last.ts";
import { inconclusive, type RuleOutcome, violated } from "../contract/verdict.ts";
import type { Belief } from "../model/belief.ts";
import type { World } from "../model/world.ts";
import { usersIn } from "./evidence.ts";
import type { View } from "./rule.ts";

const aliveIn = (view: View): readonly Belief[] => {
  const { operation, answer, belief, visibility, world, token } = view;
  if (operation?.id === "listUsers") {
    if (answer.status !== 200) return [];
    return (usersIn(view) ?? []).flatMap(({ id }) => {
      const listed = world.beliefs.get(id);
      return listed !== undefined && listed.owner === token && !listed.weak ? [listed] : [];
    });
  }
  if (belief === undefined || visibility !== "yes" || belief.weak) return [];
  return (operation?.id === "deleteUser" ? answer.status === 204 : answer.status === 200) ? [belief] : [];
};

/**
 * The caller's own records that the answer proves alive. The daily reset takes everything at once: whatever is missing
 * while something as old is alive was not taken by it.
 */
const shownAlive: (view: View) => readonly Belief[] = memoizeLast(aliveIn);

/** What is violated, when it is proven. */
interface ProvenViolation {
  readonly expected: string;
  readonly received: string;
  readonly seqs: readonly number[];
  readonly detail?: string;
}

/** A deferred violation that is settled once something as old as the missing record has been seen. */
export interface DeferredViolation {
  /** When the answer that raised it had arrived. */
  readonly sinceUs: number;
  /**
   * Called with a record that a request sent after that has shown; returns the violation, or undefined when that record
   * proves nothing.
   */
  readonly settle: (alive: Belief, seq: number) => ProvenViolation | undefined;
  /** What stands at the end of a history in which nothing speaks of a reset; absent: nothing does. */
  readonly otherwise?: ProvenViolation;
}

const mostDeferred = 100;
const none: readonly RuleOutcome[] = [];

/** DeferredViolation that wait for proof. */
export interface DeferredViolations {
  add(deferredViolation: DeferredViolation): void;
  /** Those that this answer settles. */
  settledBy(view: View): readonly RuleOutcome[];
  /** What is left of them when the history ends. `reason` says why a possible reset leaves them open. */
  atEnd(world: World, reason: string): readonly RuleOutcome[];
}

const outcomeOf = ({ expected, received, seqs, detail }: ProvenViolation): RuleOutcome =>
  violated(expected, received, seqs, detail);

export const createDeferredViolations = (): DeferredViolations => {
  let waiting: readonly DeferredViolation[] = [];
  return {
    add: (deferredViolation) => {
      waiting = [...waiting.slice(1 - mostDeferred), deferredViolation];
    },
    settledBy: (view) => {
      if (waiting.length === 0) return none;
      const alive = shownAlive(view);
      if (alive.length === 0) return none;
      const settled: RuleOutcome[] = [];
      waiting = waiting.filter((deferredViolation) => {
        if (view.sent.startUs < deferredViolation.sinceUs) return true;
        for (const belief of alive) {
          const found = deferredViolation.settle(belief, view.seq);
          if (found === undefined) continue;
          settled.push(outcomeOf(found));
          return false;
        }
        return true;
      });
      return settled;
    },
    atEnd: ({ resets }, reason) => {
      if (waiting.length === 0) return [];
      const standing = waiting.flatMap(({ otherwise }) => otherwise ?? []);
      const mayBeReset = standing.length < waiting.length || resets.some(({ refuted }) => !refuted);
      return mayBeReset ? [inconclusive(reason)] : standing.map(outcomeOf);
    },
  };
};

/** A violation where the answer itself shows that there was no reset; otherwise it waits among the deferred violations. */
export const violateOrDefer = (
  view: View,
  deferred: DeferredViolations,
  deferredViolation: DeferredViolation,
): readonly RuleOutcome[] => {
  for (const alive of shownAlive(view)) {
    const found = deferredViolation.settle(alive, view.seq);
    if (found !== undefined) return [outcomeOf(found)];
  }
  deferred.add(deferredViolation);
  return [];
};
