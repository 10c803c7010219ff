import { answerFault, behaviourFault, type Fault, wireFault } from "../fault.ts";
import { withHeaders } from "../responses.ts";
import type { StoredUser } from "../store.ts";

/** What the X-Pagination headers of a list say. */
export const paginationHeaderFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "anonymous-total-counts-private",
      sentence:
        "Without a token and a filter X-Pagination-Total counts private users, though the list shows none of them.",
      class: "authorization",
      breaks: "page-holds-limit",
    },
    ({ candidates, total }, { store }) => {
      let anonymous = false;
      return {
        candidates: (from, caller) => {
          anonymous = caller.account === undefined;
          return candidates(from, caller);
        },
        // Without a filter all that is visible matches.
        total: (matching, visible) => (anonymous && matching === visible ? store.size : total(matching, visible)),
      };
    },
  ),
  behaviourFault(
    {
      id: "limit-header-always-10",
      sentence: "X-Pagination-Limit is always 10.",
      class: "headers",
      breaks: "limit-header-is-page-size",
    },
    ({ listHeaders }) => ({ listHeaders: (...list) => ({ ...listHeaders(...list), "X-Pagination-Limit": "10" }) }),
  ),
  behaviourFault(
    {
      id: "page-header-always-1",
      sentence: "X-Pagination-Page is always 1.",
      class: "headers",
      breaks: "page-header-is-page-asked",
    },
    ({ listHeaders }) => ({
      listHeaders: (...list) => ({ ...listHeaders(...list), "X-Pagination-Page": "1" }),
    }),
  ),
  behaviourFault(
    {
      id: "page-header-counts-from-0",
      sentence: "X-Pagination-Page counts from 0.",
      class: "headers",
      breaks: "page-header-is-page-asked",
    },
    ({ listHeaders }) => ({
      listHeaders: (count, lastPage, bounds, links) =>
        listHeaders(count, lastPage, { ...bounds, page: bounds.page - 1 }, links),
    }),
  ),
  behaviourFault(
    {
      id: "pages-by-ten",
      sentence: "X-Pagination-Pages counts by ten whatever the page size.",
      class: "headers",
      breaks: "pages-is-total-over-limit",
    },
    ({ pages }) => ({ pages: (count) => pages(count, 10) }),
  ),
  behaviourFault(
    {
      id: "pages-one-too-many-at-multiples",
      sentence: "X-Pagination-Pages is one too many when the last page is full.",
      class: "headers",
      breaks: "pages-is-total-over-limit",
    },
    () => ({ pages: (count, perPage) => Math.floor(count / perPage) + 1 }),
  ),
  behaviourFault(
    {
      id: "pages-rounded-down",
      sentence: "X-Pagination-Pages is rounded down: the last page is not counted.",
      class: "headers",
      breaks: "pages-is-total-over-limit",
    },
    () => ({ pages: (count, perPage) => Math.floor(count / perPage) }),
  ),
  behaviourFault(
    {
      id: "total-counts-deleted",
      sentence: "X-Pagination-Total still counts deleted users.",
      class: "headers",
      breaks: "total-counts-matches",
    },
    ({ remove, total, matches, filterOf }) => {
      const gone: StoredUser[] = [];
      let filter: ReturnType<typeof filterOf> = [];
      return {
        remove: (store, user) => {
          gone.push(user);
          remove(store, user);
        },
        filterOf: (query) => {
          filter = filterOf(query);
          return filter;
        },
        total: (matching, visible) => total(matching, visible) + gone.filter((user) => matches(user, filter)).length,
      };
    },
  ),
  behaviourFault(
    {
      id: "total-header-missing",
      sentence: "Lists lack X-Pagination-Total.",
      class: "schema",
      breaks: "required-headers",
    },
    ({ listHeaders }) => ({
      listHeaders: (...list) => {
        const { "X-Pagination-Total": _, ...rest } = listHeaders(...list);
        return rest;
      },
    }),
  ),
  behaviourFault(
    {
      id: "total-ignores-filter",
      sentence: "X-Pagination-Total counts all users, whatever the filter.",
      class: "headers",
      breaks: "total-counts-matches",
    },
    ({ total }) => ({ total: (_matching, visible) => total(visible, visible) }),
  ),
  wireFault(
    {
      id: "total-is-stale",
      sentence: "X-Pagination-Total is remembered from the first request of a list and never moves.",
      class: "headers",
      breaks: "total-counts-matches",
    },
    (handler) => {
      const totals = new Map<string, string>();
      return async (request) => {
        const response = await handler(request);
        const total = response.headers.get("x-pagination-total");
        if (total === null) return response;
        const key = `${request.headers.get("authorization")} ${new URL(request.url).searchParams.get("email")}`;
        const first = totals.get(key) ?? total;
        totals.set(key, first);
        return withHeaders(response, (headers) => headers.set("x-pagination-total", first));
      };
    },
  ),
  answerFault(
    {
      id: "total-of-this-page",
      sentence: "X-Pagination-Total is the number of rows on the page.",
      class: "headers",
      breaks: "total-counts-matches",
    },
    (response) => {
      const total = response.headers.get("x-pagination-total");
      const limit = response.headers.get("x-pagination-limit");
      if (total === null || limit === null) return response;
      return withHeaders(response, (headers) =>
        headers.set("x-pagination-total", String(Math.min(Number(total), Number(limit)))),
      );
    },
  ),
  behaviourFault(
    {
      id: "total-off-by-one",
      sentence: "X-Pagination-Total is one too high.",
      class: "headers",
      breaks: "total-counts-matches",
    },
    ({ total }) => ({ total: (...lists) => total(...lists) + 1 }),
  ),
  behaviourFault(
    {
      id: "total-with-decimals",
      sentence: "X-Pagination-Total is written with decimals.",
      class: "schema",
      breaks: "header-types",
    },
    ({ listHeaders }) => ({
      listHeaders: (count, ...rest) => ({ ...listHeaders(count, ...rest), "X-Pagination-Total": `${count}.00` }),
    }),
  ),
];
