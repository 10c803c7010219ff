import { holds } from "../../contract/verdict.ts";
import type { Belief } from "../../model/belief.ts";
import { createDeferredViolations, type DeferredViolation, violateOrDefer } from "../deferred-violation.ts";
import { integerHeader, named } from "../evidence.ts";
import { idOf, type ListPage, listPageOf } from "../lists/list-page.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { statefulRule, type View } from "../rule.ts";

const nowhere = Number.NEGATIVE_INFINITY;

/**
 * The ids between which a page leaves nothing out: its first and last row, further up on page 1, and further down where
 * a page that is not full ends the list. Whatever others write, one page is one read.
 */
const reachOf = (view: View, { rows, page, limit }: ListPage): readonly [low: number, high: number] | undefined => {
  const ids = rows.map(idOf);
  const first = ids[0];
  const last = ids.at(-1);
  const size = limit ?? integerHeader(view, "x-pagination-limit");
  if (page === undefined || size === undefined) return undefined;
  if (ids.length === 0) return page === 1 ? [nowhere, Number.POSITIVE_INFINITY] : undefined;
  if (first === undefined || last === undefined) return undefined;
  for (const [i, id] of ids.entries()) {
    const before = ids[i - 1];
    // Out of order a page has no reach; another rule says that it should be in order.
    if (id === undefined || (i > 0 && before !== undefined && id > before)) return undefined;
  }
  return [ids.length < size ? nowhere : last, page === 1 ? Number.POSITIVE_INFINITY : first];
};

/** A reset that took it came after it was last seen: whatever was made before that would be gone as well. */
const suspect = (view: View, missing: Belief, seenUs = missing.lastSeenUs): DeferredViolation => ({
  sinceUs: view.endUs,
  settle: (alive, seq) =>
    alive.createdUs > seenUs
      ? undefined
      : {
          expected: `user ${missing.id}, which is alive and passes the filters`,
          received: `no such user in ${named(view)}`,
          seqs: [...new Set([missing.createdSeq, missing.lastWriteSeq, view.seq, seq])],
        },
});

export const listShowsOwnRecords = statefulRule({
  id: "list-shows-own-records",
  sentence: "a list shows every user of the caller's that passes the filters, from its creation on",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 2.8", "facts 5.10"],
  start: createDeferredViolations,
  judge: (view, deferred) => {
    const outcomes = deferred.settledBy(view);
    if (view.operation?.id !== "listUsers" || view.answer.status !== 200) return outcomes;
    const list = listPageOf(view);
    const own = list === undefined ? undefined : ownMatchesOf(view);
    const reach = list === undefined ? undefined : reachOf(view, list);
    if (list === undefined || own === undefined || reach === undefined || own.certain.length === 0) return outcomes;
    const [low, high] = reach;
    const due = own.certain.filter(({ id }) => id > low && id < high);
    if (due.length === 0) return outcomes;
    const ids = new Set(list.rows.map(idOf));
    const missing = due.find(({ id }) => !ids.has(id));
    if (missing === undefined) return [...outcomes, holds];
    const deferredViolation = suspect(view, missing);
    return [...outcomes, ...violateOrDefer(view, deferred, deferredViolation)];
  },
  end: (deferred, world) =>
    deferred.atEnd(world, "users were missing from a list and never seen again: the daily reset may have taken them"),
});
