import { holds, violated } from "../../contract/verdict.ts";
import type { Belief } from "../../model/belief.ts";
import { createDeferredViolations, type DeferredViolation, violateOrDefer } from "../deferred-violation.ts";
import { hasToken, named } from "../evidence.ts";
import { isWithin, listPageOf } from "../lists/list-page.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { statefulRule, type View } from "../rule.ts";

/** The reset may have taken what is older than the oldest record seen since, and nothing newer. */
const suspect = (view: View, total: number, certain: readonly Belief[]): DeferredViolation => {
  const seen = certain.map(({ lastSeenUs }) => lastSeenUs);
  return {
    sinceUs: view.endUs,
    settle: (alive, seq) => {
      const atLeast = seen.filter((atUs) => atUs >= alive.createdUs).length;
      return total >= atLeast
        ? undefined
        : {
            expected: `X-Pagination-Total: at least ${atLeast}, the run's own users that pass the filters`,
            received: `${total} in ${named(view)}`,
            seqs: [...new Set([view.seq, seq])],
          };
    },
  };
};

export const totalCountsMatches = statefulRule({
  id: "total-counts-matches",
  sentence: "X-Pagination-Total is the number of users that the caller can see and that pass the filters",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 2.8", "facts 5.5", "facts 5.10", "facts 5.11"],
  start: createDeferredViolations,
  judge: (view, deferred) => {
    const outcomes = deferred.settledBy(view);
    if (view.operation?.id !== "listUsers" || view.answer.status !== 200 || !hasToken(view)) return outcomes;
    const list = listPageOf(view);
    const own = list === undefined ? undefined : ownMatchesOf(view);
    if (list?.total === undefined || own?.scoped !== true || !isWithin(list, own.certain.length)) return outcomes;
    const { total } = list;
    const most = own.certain.length + own.inDoubt;
    if (total > most) {
      const wanted = `X-Pagination-Total: at most ${most}, the run's own users that pass the filters`;
      return [...outcomes, violated(wanted, `${total} in ${named(view)}`, [view.seq])];
    }
    if (total >= own.certain.length) return [...outcomes, holds];
    const deferredViolation = suspect(view, total, own.certain);
    return [...outcomes, ...violateOrDefer(view, deferred, deferredViolation)];
  },
  end: (deferred, world) =>
    deferred.atEnd(world, "a total was too low and nothing counted was seen again: the daily reset may have taken it"),
});
