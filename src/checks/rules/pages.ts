import { memoizeLast } from "../../contract/memoize-last.ts";
import { isAbsolute, routeOf } from "../../contract/route.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { integerHeader, named, quote, wasKept } from "../evidence.ts";
import { idOf, isWithin, listPageOf, listQueryOf, slack } from "../lists/list-query.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { listOperations } from "../operations.ts";
import { rule, type View } from "../rule.ts";

export const pageHoldsLimit = rule({
  id: "page-holds-limit",
  sentence: "a page holds as many records as its size, the last one the rest",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.1", "facts 5.2"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    const limit = list?.limit ?? integerHeader(view, "x-pagination-limit");
    if (list === undefined || limit === undefined || limit === 0) return undefined;
    const { rows, total, page } = list;
    const received = () => `${rows.length} of ${total ?? "?"} in ${named(view)}`;
    if (rows.length > limit) return violated(`at most ${limit} records`, received(), [view.seq]);
    if (page === undefined || total === undefined) return holds;
    const rest = Math.max(0, total - (page - 1) * limit);
    const wanted = Math.min(limit, rest);
    if (rows.length === wanted) return holds;
    // Count and rows are two reads: where others write between them, the end of the list may lie elsewhere.
    const near = ownMatchesOf(view)?.exact === true ? 0 : slack;
    const mayBe = (shift: number) => Math.min(limit, Math.max(0, rest + shift));
    if (rows.length >= mayBe(-near) && rows.length <= mayBe(near)) return holds;
    return violated(`${wanted} records on page ${page} of ${total} at ${limit} a page`, received(), [view.seq]);
  },
});

export const limitHeaderIsPageSize = rule({
  id: "limit-header-is-page-size",
  sentence: "X-Pagination-Limit is the requested page size, and 10 where none or one above 100 was requested",
  clause: "lists",
  level: "must",
  sources: ["facts 5.1", "facts 5.2"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const { limit } = listQueryOf(view);
    const shown = integerHeader(view, "x-pagination-limit");
    if (limit === undefined || shown === undefined) return undefined;
    if (shown === limit) return holds;
    const query = `per_page=${view.query.get("per_page") ?? ""}`;
    return violated(`X-Pagination-Limit: ${limit} for ${query}`, `${shown} in ${named(view)}`, [view.seq]);
  },
});

export const pageHeaderIsPageAsked = rule({
  id: "page-header-is-page-asked",
  sentence: "X-Pagination-Page is the requested page, 1 where none was requested",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.1"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    const shown = integerHeader(view, "x-pagination-page");
    if (list?.page === undefined || shown === undefined || !isWithin(list)) return undefined;
    return shown === list.page
      ? holds
      : violated(`X-Pagination-Page: ${list.page}`, `${shown} in ${named(view)}`, [view.seq]);
  },
});

export const pagesIsTotalOverLimit = rule({
  id: "pages-is-total-over-limit",
  sentence: "X-Pagination-Pages is the total divided by the page size, rounded up",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.5"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    const limit = integerHeader(view, "x-pagination-limit");
    if (list?.total === undefined || list.pages === undefined || limit === undefined || limit === 0) return undefined;
    if (!isWithin(list)) return undefined;
    const { total, pages } = list;
    const wanted = Math.ceil(total / limit);
    // Whether an empty list has no page or one empty page is not documented.
    if (pages === wanted || (total === 0 && pages === 1)) return holds;
    return violated(`X-Pagination-Pages: ${wanted} for ${total} at ${limit} a page`, `${pages} in ${named(view)}`, [
      view.seq,
    ]);
  },
});

/** What a URL without its query leads to, null where to nothing of the spec; undefined: it is none. The links of a list share it. */
const targetOf = memoizeLast((url: string) =>
  isAbsolute(url) ? (routeOf({ method: "GET", url })?.operation ?? null) : undefined,
);

/** The page a link leads to, or what is wrong with it. Other parameters are open (facts 11.8). */
const pageIn = (link: string, { operation }: View): number | string => {
  const [, url = "", query = ""] = /^([^?#]*)\??([^#]*)/.exec(link) ?? [];
  const to = targetOf(url);
  if (to === undefined) return "an absolute URL";
  // From a list below a parent the links lead to the collection of all; whether they always do is no matter.
  if (to?.action !== "list" || to.resource !== operation?.resource) return "a URL of the list";
  // Given twice, which of them counts is each reader's own affair.
  const [page = "", another] = new URLSearchParams(query).getAll("page");
  if (another !== undefined) return "a URL with one page";
  return /^\d{1,9}$/.test(page) ? Number(page) : "a URL with a page";
};

export const linksFollowPages = rule({
  id: "links-follow-pages",
  sentence: "the links name this page, the next one and the one before, and nothing where there is none",
  clause: "lists",
  level: "must",
  sources: ["facts 5.6", "facts 5.7"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    if (list?.page === undefined || list.total === undefined || list.limit === undefined || !isWithin(list)) {
      return undefined;
    }
    const { page, total, limit } = list;
    const pages = Math.ceil(total / limit);
    // The header that counts pages may be wrong for itself; another rule says so.
    if (list.pages !== undefined && list.pages !== pages && list.pages !== Math.max(1, pages)) return undefined;
    // A page with rows beyond the total: some other rule's, or others deleting; which links are right then is unclear.
    if (page > Math.max(1, pages)) return undefined;
    const wanted = {
      "X-Links-Current": page,
      "X-Links-Next": page < pages ? page + 1 : undefined,
      "X-Links-Previous": page > 1 ? page - 1 : undefined,
    };
    let judged = false;
    for (const [name, to] of Object.entries(wanted)) {
      const link = view.answer.headers.get(name.toLowerCase())?.trim();
      if (link === undefined) continue;
      judged = true;
      const found = to === undefined ? undefined : pageIn(link, view);
      if (to === undefined ? link === "" : found === to) continue;
      const expected =
        to === undefined
          ? `an empty ${name}`
          : `${name}: ${found === undefined || typeof found === "number" ? `page=${to}` : found}`;
      const received = `${name}: ${quote(link)} on page ${page} of ${pages} in ${named(view)}`;
      return violated(expected, received, [view.seq]);
    }
    return judged ? holds : undefined;
  },
});

const ofPages = [
  ...["total", "pages", "page", "limit"].map((name) => `x-pagination-${name}`),
  ...["previous", "current", "next"].map((name) => `x-links-${name}`),
];

export const onlyListsHavePages = rule({
  id: "only-lists-have-pages",
  sentence: "what is no list carries no pagination headers and no links",
  clause: "lists",
  level: "must",
  sources: ["facts 5.5"],
  judge: (view) => {
    const { status, headers } = view.answer;
    // A list that was not modified may repeat what it said.
    if (view.operation?.action === "list" && status < 400) return undefined;
    if (view.exchange.gaps?.headers === true) return undefined;
    const name = ofPages.find((each) => headers.has(each));
    if (name === undefined) return holds;
    return violated("no pagination headers", `${name} with ${status} to ${named(view)}`, [view.seq]);
  },
});

const negative = /^-[1-9]\d{0,8}$/;

export const negativePagesAreDefaults = rule({
  id: "negative-pages-are-defaults",
  sentence: "a negative page counts as 1 and a negative page size as 10",
  clause: "lists",
  level: "observed",
  sources: ["facts 5.3"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const { query, answer } = view;
    let looked = false;
    for (const [name, header, wanted] of [
      ["page", "x-pagination-page", "1"],
      ["per_page", "x-pagination-limit", "10"],
    ] as const) {
      const values = query.getAll(name);
      if (values.length !== 1 || !negative.test(values[0] ?? "") || !wasKept(view, header)) continue;
      looked = true;
      const given = answer.headers.get(header);
      if (given !== wanted)
        return violated(`${header}: ${wanted}`, `${quote(given)} with ${name}=${values[0]} in ${named(view)}`, [
          view.seq,
        ]);
    }
    return looked ? holds : undefined;
  },
});

/** No service of this kind has as many users, whatever its headers say beyond the end. */
const surelyBeyond = 10_000_000;

export const beyondTheEndIsEmpty = rule({
  id: "beyond-the-end-is-empty",
  sentence: "a page beyond the last one is an empty list",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.4"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const list = listPageOf(view);
    if (list?.page === undefined || list.limit === undefined || list.page === 1) return undefined;
    const { page, limit, rows, total } = list;
    const skipped = (page - 1) * limit;
    const own = ownMatchesOf(view);
    const near = own?.exact === true ? 0 : slack;
    const beyond =
      skipped >= surelyBeyond ||
      (own?.exact === true && skipped >= own.certain.length) ||
      // A total of nothing beside rows contradicts itself; which of the two is wrong is for other rules.
      (total !== undefined && total > 0 && skipped >= total + near);
    if (!beyond) return undefined;
    if (rows.length === 0) return holds;
    return violated(
      `[] on page ${page} of ${total ?? "?"} records`,
      `${rows.length} records: ${quote(rows)} in ${named(view)}`,
      [view.seq],
    );
  },
});

export const pageHasNoDuplicates = rule({
  id: "page-has-no-duplicates",
  sentence: "a page shows no record twice",
  clause: "lists",
  level: "must",
  sources: ["guide G7"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const seen = new Set<number>();
    for (const row of listPageOf(view)?.rows ?? []) {
      const id = idOf(row);
      if (id === undefined) continue;
      if (seen.has(id)) return violated("each record once", `id ${id} twice in ${named(view)}`, [view.seq]);
      seen.add(id);
    }
    return seen.size < 2 ? undefined : holds;
  },
});
