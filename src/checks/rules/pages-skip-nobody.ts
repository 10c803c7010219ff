import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named } from "../evidence.ts";
import { idOf, listPageOf } from "../lists/list-page.ts";
import { listQueryOf } from "../lists/list-query.ts";
import { statefulRule, type View } from "../rule.ts";

/** When lists of one caller have shown a user: the end of the first, the start of the last. */
interface Seen {
  readonly fromUs: number;
  untilUs: number;
  lastSeq: number;
}

/** A page of an unfiltered list: where each row stood. */
interface Page {
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly before: number;
  readonly ids: readonly number[];
  readonly text: string;
}

interface Lists {
  readonly seen: Map<number, Seen>;
  readonly pages: Page[];
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

/** Somebody who was there and should stand between two rows of the page, or before it though it leaves no room for all. */
const skippedBy = ({ before, ids }: Page, newestFirst: readonly number[]): number | undefined => {
  const [first = 0] = ids;
  const last = ids.at(-1) ?? first;
  const shown = new Set(ids);
  const within = newestFirst.find((id) => id < first && id > last && !shown.has(id));
  if (within !== undefined) return within;
  const newer = newestFirst.filter((id) => id > first);
  return newer.length > before ? newer.at(-1) : undefined;
};

const judgePage = (page: Page, seen: ReadonlyMap<number, Seen>): RuleOutcome => {
  const { seq, startUs, endUs, text } = page;
  const there = [...seen].filter(([, { fromUs, untilUs }]) => fromUs <= startUs && untilUs >= endUs);
  const skipped = skippedBy(
    page,
    there.map(([id]) => id).sort((a, b) => b - a),
  );
  if (skipped === undefined) return holds;
  return violated(
    `user ${skipped}, seen before and after, on this page or on one before`,
    `no such user, and no room for it before: ${text}`,
    [...new Set([seq, seen.get(skipped)?.lastSeq ?? seq])],
  );
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
  end: (callers) => [...callers.values()].flatMap(({ seen, pages }) => pages.map((page) => judgePage(page, seen))),
});
