import { behaviourFault, type Fault } from "../fault.ts";

/** Users that can be reached by paging: fewer than the simulator has, as a real service's thousand is fewer than it has. */
const reachable = 200;

/** Pages are counted as if none were larger. */
const largest = 50;

/** Which rows a page holds, and in which order. */
export const paginationFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "beyond-the-end-repeats-last-page",
      sentence: "A page beyond the end repeats the last one.",
      class: "request",
      breaks: "beyond-the-end-is-empty",
    },
    ({ cut }) => ({
      cut: (users, { page, perPage }) =>
        cut(users, { page: Math.min(page, Math.max(1, Math.ceil(users.length / perPage))), perPage }),
    }),
  ),
  behaviourFault(
    {
      id: "deep-pages-are-empty",
      sentence: "Pages that begin behind the two hundredth user are empty, though they are counted.",
      class: "headers",
      breaks: "page-holds-limit",
    },
    ({ cut }) => ({
      cut: (users, bounds) => ((bounds.page - 1) * bounds.perPage >= reachable ? [] : cut(users, bounds)),
    }),
  ),
  behaviourFault(
    {
      id: "default-page-size-20",
      sentence: "Pages hold 20 where no size was given.",
      class: "request",
      breaks: "limit-header-is-page-size",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) => ({ ...pageBounds(query), ...(query.has("per_page") ? {} : { perPage: 20 }) }),
    }),
  ),
  behaviourFault(
    {
      id: "filtered-pages-start-over",
      sentence: "Each page of a filtered list is the first one.",
      class: "headers",
      breaks: "walk-yields-each-once",
    },
    ({ cut, filterOf }) => {
      let filtered = false;
      return {
        filterOf: (query) => {
          const filter = filterOf(query);
          filtered = filter.length > 0;
          return filter;
        },
        cut: (users, bounds) =>
          cut(
            users,
            filtered && bounds.page * bounds.perPage < users.length + bounds.perPage ? { ...bounds, page: 1 } : bounds,
          ),
      };
    },
  ),
  behaviourFault(
    {
      id: "full-last-page-is-empty",
      sentence: "The last page is empty when it is full.",
      class: "headers",
      breaks: "page-holds-limit",
    },
    ({ cut }) => ({
      cut: (users, bounds) =>
        bounds.page > 1 && bounds.page * bounds.perPage === users.length ? [] : cut(users, bounds),
    }),
  ),
  behaviourFault(
    {
      id: "large-pages-overlap",
      sentence: "Pages of more than 50 users begin 50 users after the one before.",
      class: "headers",
      breaks: "next-page-goes-on",
    },
    () => ({
      cut: (users, { page, perPage }) => {
        const first = (page - 1) * Math.min(perPage, largest);
        return users.slice(first, first + perPage);
      },
    }),
  ),
  behaviourFault(
    {
      id: "last-page-starts-early",
      sentence: "The last page of a list of more than 50 users is filled up with users of the page before.",
      class: "headers",
      breaks: "page-holds-limit",
    },
    ({ cut }) => ({
      cut: (users, bounds) => {
        const rows = cut(users, bounds);
        return users.length > 50 && rows.length > 0 && rows.length < bounds.perPage
          ? users.slice(-bounds.perPage)
          : rows;
      },
    }),
  ),
  behaviourFault(
    {
      id: "oldest-first",
      sentence: "Lists are in rising order of id.",
      class: "headers",
      breaks: "newest-first",
    },
    ({ order }) => ({ order: (users) => [...order(users)].reverse() }),
  ),
  behaviourFault(
    {
      id: "order-changes-between-reads",
      sentence: "Every second read of a list has its rows in another order.",
      class: "headers",
      breaks: "newest-first",
    },
    ({ order }) => {
      let reads = 0;
      return { order: (users) => (reads++ % 2 === 0 ? order(users) : [...order(users)].reverse()) };
    },
  ),
  behaviourFault(
    {
      id: "ordered-by-last-change",
      sentence: "A user that is updated comes first in lists.",
      class: "headers",
      breaks: "newest-first",
    },
    ({ save, order }) => {
      const changes = new Map<number, number>();
      let count = 0;
      return {
        save: (store, user) => {
          changes.set(user.id, ++count);
          save(store, user);
        },
        order: (users) =>
          [...order(users)].sort((a, b) => (changes.get(b.id) ?? 0) - (changes.get(a.id) ?? 0) || b.id - a.id),
      };
    },
  ),
  behaviourFault(
    {
      id: "ordered-by-name",
      sentence: "Lists are in order of names.",
      class: "headers",
      breaks: "newest-first",
    },
    ({ order }) => ({ order: (users) => [...order(users)].sort((a, b) => (a.name < b.name ? -1 : 1)) }),
  ),
  behaviourFault(
    {
      id: "page-one-row-short",
      sentence: "A page holds one user fewer than its size.",
      class: "headers",
      breaks: "page-holds-limit",
    },
    ({ cut }) => ({
      cut: (users, bounds) => {
        const rows = cut(users, bounds);
        return rows.length === bounds.perPage && bounds.perPage > 1 ? rows.slice(0, -1) : rows;
      },
    }),
  ),
  behaviourFault(
    {
      id: "page-repeats-last-row",
      sentence: "A page begins with the last row of the page before.",
      class: "headers",
      breaks: "walk-yields-each-once",
    },
    ({ cut }) => ({
      cut: (users, bounds) =>
        bounds.page === 1
          ? cut(users, bounds)
          : users.slice((bounds.page - 1) * bounds.perPage - 1, bounds.page * bounds.perPage - 1),
    }),
  ),
  behaviourFault(
    {
      id: "per-page-100-refused",
      sentence: "per_page=100 falls back to 10.",
      class: "request",
      breaks: "limit-header-is-page-size",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) => {
        const bounds = pageBounds(query);
        return bounds.perPage === 100 ? { ...bounds, perPage: 10 } : bounds;
      },
    }),
  ),
  behaviourFault(
    {
      id: "per-page-above-100-honoured",
      sentence: "A per_page above 100 is honoured instead of falling back to 10.",
      class: "request",
      breaks: "limit-header-is-page-size",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) => {
        const requested = Number(query.get("per_page"));
        return { ...pageBounds(query), ...(requested > 100 ? { perPage: requested } : {}) };
      },
    }),
  ),
  behaviourFault(
    {
      id: "per-page-clamped-to-100",
      sentence: "A per_page above 100 means 100 in the place of 10.",
      class: "request",
      breaks: "limit-header-is-page-size",
    },
    ({ pageBounds }) => ({
      pageBounds: (query) => ({
        ...pageBounds(query),
        ...(Number(query.get("per_page")) > 100 ? { perPage: 100 } : {}),
      }),
    }),
  ),
  behaviourFault(
    {
      id: "per-page-ignored",
      sentence: "per_page changes nothing: pages hold 10.",
      class: "request",
      breaks: "limit-header-is-page-size",
    },
    ({ pageBounds }) => ({ pageBounds: (query) => ({ ...pageBounds(query), perPage: 10 }) }),
  ),
  behaviourFault(
    {
      id: "row-skipped-between-pages",
      sentence: "Between two pages one row is left out.",
      class: "headers",
      breaks: "walk-yields-each-once",
    },
    () => ({
      cut: (users, { page, perPage }) => users.slice((page - 1) * (perPage + 1), (page - 1) * (perPage + 1) + perPage),
    }),
  ),
  behaviourFault(
    {
      id: "row-twice-on-a-page",
      sentence: "The first row of a page comes twice, in the place of the last.",
      class: "headers",
      breaks: "page-has-no-duplicates",
    },
    ({ cut }) => ({
      cut: (users, bounds) => {
        const rows = cut(users, bounds);
        const [first, second] = rows;
        return first === undefined || second === undefined ? rows : [first, first, ...rows.slice(1, -1)];
      },
    }),
  ),
  behaviourFault(
    {
      id: "rows-ignore-per-page",
      sentence: "Rows come by ten although X-Pagination-Limit says otherwise.",
      class: "headers",
      breaks: "page-holds-limit",
    },
    ({ cut }) => ({ cut: (users, { page }) => cut(users, { page, perPage: 10 }) }),
  ),
];
