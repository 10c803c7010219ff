import { userFields } from "../../contract/resources.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Belief, maySee, mustSee, possible } from "../../model/belief.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { createDeferredViolations, type DeferredViolation, violateOrDefer } from "../deferred-violation.ts";
import { hasToken, integerHeader, named, quote, usersIn } from "../evidence.ts";
import {
  failedFilter,
  idOf,
  idsIn,
  isWithin,
  type ListPage,
  listPageOf,
  listQueryOf,
  queryWithout,
  shareOne,
  slack,
} from "../lists/list-query.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { rule, statefulRule, type View } from "../rule.ts";

export const newestFirst = rule({
  id: "newest-first",
  sentence: "lists are in descending order of id",
  clause: "lists",
  level: "must",
  sources: ["facts 5.8"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const ids = (listPageOf(view)?.rows ?? []).flatMap((row) => idOf(row) ?? []);
    if (ids.length < 2) return undefined;
    for (const [i, id] of ids.entries()) {
      const next = ids[i + 1];
      if (next === undefined || next <= id) continue;
      return violated("the newest user first", `id ${id} before ${next} in ${named(view)}`, [view.seq]);
    }
    return holds;
  },
});

export const filterMatchesEveryItem = rule({
  id: "filter-matches-every-item",
  sentence: "a filtered list shows only users that pass every filter",
  clause: "lists",
  level: "must",
  sources: ["guide G2", "facts 5.10", "facts 5.11"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const { filters } = listQueryOf(view);
    const list = listPageOf(view);
    if (filters.length === 0 || list === undefined) return undefined;
    for (const user of usersIn(view) ?? []) {
      const failed = failedFilter(user, filters);
      if (failed === undefined) continue;
      const [field, text] = failed;
      return violated(
        `only users whose ${field} passes ${quote(text)}`,
        `${field} ${quote(user[field])} in ${named(view)}`,
        [view.seq],
      );
    }
    return holds;
  },
});

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
const suspectMissing = (view: View, missing: Belief, seenUs = missing.lastSeenUs): DeferredViolation => ({
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
    const deferredViolation = suspectMissing(view, missing);
    return [...outcomes, ...violateOrDefer(view, deferred, deferredViolation)];
  },
  end: (deferred, world) =>
    deferred.atEnd(world, "users were missing from a list and never seen again: the daily reset may have taken them"),
});

export const listShowsCurrentValues = rule({
  id: "list-shows-current-values",
  sentence: "a list shows users with the values of their last write",
  clause: "lists",
  level: "must",
  sources: ["guide G2", "facts 1.1", "facts 5.10"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    let judged = false;
    const { startUs } = view.sent;
    for (const user of usersIn(view) ?? []) {
      const belief = view.world.beliefs.get(user.id);
      if (belief === undefined || belief.weak || !maySee(belief.alive, true, startUs, view.endUs)) continue;
      // After the daily reset the id may be another user's.
      const same = belief.fields.email.candidates.some(({ value }) => value === user.email);
      if (!same && mustSee(belief.alive, startUs, view.endUs) !== true) continue;
      judged = true;
      for (const field of userFields) {
        const register = belief.fields[field];
        if (maySee(register, user[field], startUs, view.endUs)) continue;
        // Of a write not answered yet, what it will store of outer blanks is open (facts 11.12).
        const pending = register.candidates.some(
          ({ value, ackUs }) => ackUs === Number.POSITIVE_INFINITY && value.trim() === user[field],
        );
        if (pending) continue;
        const wanted = possible(register, startUs, view.endUs).map(quote).join(" or ");
        return violated(`${field} ${wanted} of user ${user.id}`, `${field} ${quote(user[field])} in ${named(view)}`, [
          belief.lastWriteSeq,
          view.seq,
        ]);
      }
    }
    return judged ? holds : undefined;
  },
});

/** The reset may have taken what is older than the oldest record seen since, and nothing newer. */
const suspectTotal = (view: View, total: number, certain: readonly Belief[]): DeferredViolation => {
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
    const deferredViolation = suspectTotal(view, total, own.certain);
    return [...outcomes, ...violateOrDefer(view, deferred, deferredViolation)];
  },
  end: (deferred, world) =>
    deferred.atEnd(world, "a total was too low and nothing counted was seen again: the daily reset may have taken it"),
});

interface Count {
  readonly total: number;
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  /** Users shown. */
  readonly ids: ReadonlySet<number>;
}
type Kind = "female" | "male" | "all";
type Counts = { [kind in Kind]?: Count };

const kept = 50;
/** Share of all users by which counts taken one after the other may differ: others create and delete meanwhile. */
const drift = 0.1;

const kindOf = (gender: string | null): Kind | undefined => {
  if (gender === null) return "all";
  const text = gender.toLowerCase();
  return text === "female" || text === "male" ? text : undefined;
};

/** The caller and the query without gender; paging does not change a count. */
const keyOf = ({ token, query }: View): string => `${token} ${queryWithout(query, "gender", "page", "per_page")}`;

/**
 * A list changes while it is counted, and once a day all of it is replaced: only what lies between two counts that agree,
 * of lists that share a user, is added up.
 */
export const gendersAddUp = statefulRule({
  id: "genders-add-up",
  sentence: "of either gender there are as many users as there are in all",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 1.3"],
  on: ["listUsers"],
  statuses: [200],
  start: () => new BoundedMap<string, Counts>(kept),
  judge: (view, lists): RuleOutcome | undefined => {
    const total = integerHeader(view, "x-pagination-total");
    const kind = view.query.getAll("gender").length > 1 ? undefined : kindOf(view.query.get("gender"));
    // Days may lie between the entries of a recording, and the daily reset with them.
    if (view.exchange.gaps?.before === true) return undefined;
    if (total === undefined || kind === undefined || view.token === "unknown") return undefined;
    const key = keyOf(view);
    const earlier = lists.get(key) ?? {};
    const before = earlier[kind];
    const count: Count = { total, seq: view.seq, startUs: view.sent.startUs, endUs: view.endUs, ids: idsIn(view) };
    lists.delete(key);
    const counts: Counts = { ...earlier, [kind]: count };
    lists.set(key, counts);
    if (before === undefined || Math.abs(before.total - total) > slack) return undefined;
    if (!shareOne(before.ids, count.ids)) return undefined;
    const between = (other: Count | undefined): other is Count =>
      other !== undefined && other.startUs >= before.endUs && other.endUs <= count.startUs;
    const { female, male, all } = counts;
    const others = [female, male, all].filter((other) => other !== count);
    if (female === undefined || male === undefined || all === undefined || !others.every(between)) return undefined;
    const sum = female.total + male.total;
    if (Math.abs(sum - all.total) <= Math.max(4 * slack, drift * Math.max(sum, all.total))) return holds;
    return violated(
      `${all.total} users in all, as X-Pagination-Total says without the filter`,
      `${female.total} female and ${male.total} male, in ${named(view)}`,
      [female.seq, male.seq, all.seq, view.seq],
    );
  },
});
