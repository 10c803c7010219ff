import type { ObservedRequest } from "../../contract/observation.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named } from "../evidence.ts";
import { idOf, idsIn, listPageOf, listQueryOf, queryWithout, slack } from "../lists/list-query.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { rule, statefulRule, type View } from "../rule.ts";

export const walkYieldsEachOnce = rule({
  id: "walk-yields-each-once",
  sentence: "walking the pages yields each user once: every page begins where the one before ended",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.5"],
  on: ["listUsers"],
  statuses: [200],
  // Which page a user is on follows from the newer ones alone, so no page has to wait for the others to be judged. The
  // daily reset takes the oldest, which come last: it may shorten what a page shows, but never shifts it.
  judge: (view) => {
    const list = listPageOf(view);
    const own = list === undefined ? undefined : ownMatchesOf(view);
    if (list?.page === undefined || list.limit === undefined || own?.exact !== true) return undefined;
    const { page, limit, rows } = list;
    // A single page is judged by what must be on it.
    if (page === 1 && own.certain.length <= limit) return undefined;
    const due = own.certain.slice((page - 1) * limit, page * limit);
    const ids = rows.map(idOf);
    for (const [i, id] of ids.entries()) {
      const before = ids[i - 1];
      if (id === undefined || (before !== undefined && id > before)) return undefined;
      const wanted = due[i];
      if (wanted?.id === id) continue;
      return violated(
        wanted === undefined ? `no more than ${due.length} users` : `user ${wanted.id} as number ${i + 1}`,
        `user ${id} on page ${page} of ${Math.ceil(own.certain.length / limit)} in ${named(view)}`,
        [...new Set(wanted === undefined ? [] : [wanted.createdSeq]), view.seq],
      );
    }
    return holds;
  },
});

interface LastPage {
  readonly page: number;
  /** Creates and updates finished when it was requested: all others may have come after it. */
  readonly writesBefore: number;
  readonly ids: ReadonlySet<number>;
  readonly seq: number;
  readonly endUs: number;
}

interface State {
  readonly pages: Map<string, LastPage>;
  /** Creates and updates: each may bring one more user to the front. */
  sent: number;
  done: number;
  /** Those done when a list that is under way was requested, by its number. */
  readonly doneBefore: Map<number, number>;
}

const kept = 50;
/** What others create between two reads pushes rows on to the next page: this share of a page is more than that. */
const tolerance = 0.25;

const isWrite = ({ operation }: ObservedRequest): boolean =>
  operation?.id === "createUser" || operation?.id === "putUser" || operation?.id === "patchUser";

/** The caller and the query without the page. */
const keyOf = ({ token, query }: View): string => `${token} ${queryWithout(query, "page")}`;

/** Holds for lists of public users too, where only what others can't have done counts. */
export const nextPageGoesOn = statefulRule({
  id: "next-page-goes-on",
  sentence: "a page begins where the one before ended, whatever the page size",
  clause: "lists",
  level: "must",
  sources: ["guide G7"],
  on: ["listUsers"],
  statuses: [200],
  start: (): State => ({ pages: new BoundedMap(kept), sent: 0, done: 0, doneBefore: new Map() }),
  sent: (request, state) => {
    if (isWrite(request)) state.sent++;
    else if (request.operation?.id === "listUsers") state.doneBefore.set(request.seq, state.done);
  },
  onSkipped: (observation, state) => {
    if (isWrite(observation)) state.done++;
    state.doneBefore.delete(observation.seq);
    return undefined;
  },
  judge: (view, state) => {
    const { pages } = state;
    const writesBefore = state.doneBefore.get(view.seq) ?? 0;
    state.doneBefore.delete(view.seq);
    // Between two entries of a recording that is not whole, any number of users may have been created.
    if (view.exchange.gaps?.before === true) return undefined;
    const list = listPageOf(view);
    if (list?.page === undefined || list.limit === undefined || view.token === "unknown") return undefined;
    const { page, limit, rows } = list;
    const key = keyOf(view);
    const before = pages.get(key);
    const ids = idsIn(view);
    pages.delete(key);
    pages.set(key, { page, ids, writesBefore, seq: view.seq, endUs: view.endUs });
    if (before === undefined || before.page !== page - 1 || view.sent.startUs < before.endUs) return undefined;
    if (rows.length === 0 || before.ids.size === 0) return undefined;
    let again = 0;
    for (const id of ids) if (before.ids.has(id)) again++;
    const own = state.sent - before.writesBefore;
    if (again <= Math.max(slack, limit * tolerance) + own) return holds;
    return violated(
      `none of the ${before.ids.size} users of page ${before.page}, but for those that others have pushed on`,
      `${again} of them again on page ${page} in ${named(view)}`,
      [before.seq, view.seq],
    );
  },
});

/** When lists of one caller have shown a user: the end of the first, the start of the last. */
interface Seen {
  readonly fromUs: number;
  untilUs: number;
  lastSeq: number;
}

/** A page of an unfiltered list: where each row stood. */
interface WalkedPage {
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly before: number;
  readonly ids: readonly number[];
  readonly text: string;
}

interface Lists {
  readonly seen: Map<number, Seen>;
  readonly pages: WalkedPage[];
}

/** Users and pages remembered of each caller: those of a long load run would tell nothing more. */
const mostUsers = 5000;
const mostPages = 200;

const start = (): Map<string, Lists> => new Map();

const look = (view: View, callers: Map<string, Lists>): undefined => {
  const { token, sent, endUs, seq, query } = view;
  if (view.exchange.gaps?.before === true || token === "unknown") return undefined;
  const list = listPageOf(view);
  const ids = list?.rows.map(idOf);
  if (list === undefined || ids === undefined || !ids.every((id) => id !== undefined)) return undefined;
  const lists = callers.get(token) ?? { seen: new BoundedMap<number, Seen>(mostUsers), pages: [] };
  callers.set(token, lists);
  for (const id of ids) {
    const seen = lists.seen.get(id);
    if (seen === undefined) lists.seen.set(id, { fromUs: endUs, untilUs: sent.startUs, lastSeq: seq });
    else if (sent.startUs > seen.untilUs) Object.assign(seen, { untilUs: sent.startUs, lastSeq: seq });
  }
  const { filters, plain } = listQueryOf(view);
  const { page, limit } = list;
  // Whoever passes a filter now need not have passed it then.
  if (filters.length > 0 || !plain || page === undefined || limit === undefined || ids.length === 0) return undefined;
  if (ids.some((id, at) => id >= (ids[at - 1] ?? Number.POSITIVE_INFINITY))) return undefined;
  if (lists.pages.length < mostPages) {
    const text = `page ${page} of ${limit} users each, ${named(view)}${query.size === 0 ? "" : `?${query}`}`;
    lists.pages.push({ seq, startUs: sent.startUs, endUs, before: (page - 1) * limit, ids, text });
  }
  return undefined;
};

/** A user who was there and should stand between two rows of the page, or before it though it leaves no room for all. */
const skippedBy = ({ before, ids }: WalkedPage, newestFirst: readonly number[]): number | undefined => {
  const [first = 0] = ids;
  const last = ids.at(-1) ?? first;
  const shown = new Set(ids);
  const within = newestFirst.find((id) => id < first && id > last && !shown.has(id));
  if (within !== undefined) return within;
  const newer = newestFirst.filter((id) => id > first);
  return newer.length > before ? newer.at(-1) : undefined;
};

const judgePages = ({ seen, pages }: Lists): readonly RuleOutcome[] => {
  const newestFirst = [...seen].sort(([a], [b]) => b - a);
  return pages.map((page) => {
    const { seq, startUs, endUs, text } = page;
    const there = newestFirst.filter(([, { fromUs, untilUs }]) => fromUs <= startUs && untilUs >= endUs);
    const skipped = skippedBy(
      page,
      there.map(([id]) => id),
    );
    if (skipped === undefined) return holds;
    return violated(
      `user ${skipped}, seen before and after, on this page or on one before`,
      `no such user, and no room for it before: ${text}`,
      [...new Set([seq, seen.get(skipped)?.lastSeq ?? seq])],
    );
  });
};

/**
 * Others create and delete at any time, and a page moves with them. What lists have shown before and after was there, and what
 * is newer comes first: who should stand between two rows is left out, and so is one of more users than fit before a page.
 */
export const pagesSkipNobody = statefulRule({
  id: "pages-skip-nobody",
  sentence:
    "no page leaves out a user who is there: every user newer than one it shows is on it, or on a page before it",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.8"],
  on: ["listUsers"],
  statuses: [200],
  start,
  judge: look,
  end: (callers) => [...callers.values()].flatMap(judgePages),
});
