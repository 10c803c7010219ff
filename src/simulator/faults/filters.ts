import { behaviourFault, type Fault } from "../fault.ts";
import type { Policy } from "../policy.ts";
import type { StoredUser } from "../store.ts";

type Filter = ReturnType<Policy["filterOf"]>;

const statusIgnoredWhere =
  (isWrong: (query: URLSearchParams, filter: Filter) => boolean) =>
  ({ filterOf }: Policy): Partial<Policy> => ({
    filterOf: (query) => {
      const filter = filterOf(query);
      return isWrong(query, filter) ? filter.filter(({ field }) => field !== "status") : filter;
    },
  });

/** How many of a caller's users a filter reads. */
const searched = 100;

/** Which users a filter finds. */
export const filterFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "email-filter-ignores-domain",
      sentence: "An e-mail filter compares only what stands before the @.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ filterOf }) => ({
      filterOf: (query) =>
        filterOf(query).map(({ field, text }) => ({ field, text: field === "email" ? text.replace(/@.*/, "") : text })),
    }),
  ),
  behaviourFault(
    {
      id: "email-filter-matches-beginning",
      sentence: "An e-mail filter finds only e-mails that begin with the text.",
      class: "request",
      breaks: "list-shows-own-records",
    },
    ({ matches }) => ({
      matches: (user, filter) =>
        matches(user, filter) && filter.every(({ field, text }) => field !== "email" || user.emailKey.startsWith(text)),
    }),
  ),
  behaviourFault(
    {
      id: "filters-combine-by-or",
      sentence: "Several filters let through what matches any of them.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ matches }) => ({ matches: (user, filter) => filter.some((one) => matches(user, [one])) }),
  ),
  behaviourFault(
    {
      id: "filters-leave-out-public-users",
      sentence: "A filtered list of a caller with a token holds only its own users.",
      class: "request",
      breaks: "lists-count-public-users",
    },
    ({ candidates, matches }) => {
      let known = false;
      return {
        candidates: (store, caller) => {
          known = caller.account !== undefined;
          return candidates(store, caller);
        },
        matches: (user, filter) => (!known || user.owner !== undefined) && matches(user, filter),
      };
    },
  ),
  behaviourFault(
    {
      id: "filters-search-the-newest",
      sentence: "A filter reads only the newest hundred users.",
      class: "headers",
      breaks: "genders-add-up",
    },
    ({ candidates, matches }) => {
      let oldest = 0;
      return {
        candidates: (store, caller) => {
          const all = candidates(store, caller);
          oldest = all[searched - 1]?.id ?? 0;
          return all;
        },
        matches: (user, filter) => user.id >= oldest && matches(user, filter),
      };
    },
  ),
  behaviourFault(
    {
      id: "filters-see-values-as-created",
      sentence: "Filters go by the values a user was created with.",
      class: "sequence",
      breaks: "filter-matches-every-item",
    },
    ({ insert, matches }) => {
      const created = new Map<number, StoredUser>();
      return {
        insert: (store, user) => {
          created.set(user.id, user);
          insert(store, user);
        },
        matches: (user, filter) => matches(created.get(user.id) ?? user, filter),
      };
    },
  ),
  behaviourFault(
    {
      id: "gender-filter-leaks",
      sentence: "A gender filter lets some users of the other gender through.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ matches }) => ({
      matches: (user, filter) =>
        matches(user, user.id % 3 === 0 ? filter.filter(({ field }) => field !== "gender") : filter),
    }),
  ),
  behaviourFault(
    {
      id: "id-filter-ignored",
      sentence: "An id filter filters nothing.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ filterOf }) => ({ filterOf: (query) => filterOf(query).filter(({ field }) => field !== "id") }),
  ),
  behaviourFault(
    {
      id: "id-filter-matches-beginning",
      sentence: "The id filter finds every id that begins with the number.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ matches }) => ({
      matches: (user, filter) =>
        matches(
          user,
          filter.filter(({ field, text }) => field !== "id" || !String(user.id).startsWith(text)),
        ),
    }),
  ),
  behaviourFault(
    {
      id: "name-filter-minds-case",
      sentence: "A name filter minds the letter case.",
      class: "request",
      breaks: "list-shows-own-records",
    },
    ({ matches, filterOf }) => {
      let filterName = "";
      return {
        filterOf: (query) => {
          filterName = query.get("name") ?? "";
          return filterOf(query);
        },
        matches: (user, filter) => matches(user, filter) && user.name.includes(filterName),
      };
    },
  ),
  behaviourFault(
    {
      id: "only-first-filter-applies",
      sentence: "Of several filters only one is applied.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ filterOf }) => ({ filterOf: (query) => filterOf(query).slice(0, 1) }),
  ),
  behaviourFault(
    {
      id: "short-name-filter-ignored",
      sentence: "A name filter of fewer than three letters filters nothing.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ filterOf }) => ({
      filterOf: (query) => filterOf(query).filter(({ field, text }) => field !== "name" || text.length > 2),
    }),
  ),
  behaviourFault(
    {
      id: "status-filter-for-first-account-only",
      sentence: "A status filter works for the account that used it first and filters nothing for another.",
      class: "authorization",
      breaks: "filter-matches-every-item",
    },
    ({ candidates, filterOf }) => {
      let first: string | undefined;
      let another = false;
      return {
        candidates: (store, caller) => {
          first ??= caller.account;
          another = caller.account !== undefined && caller.account !== first;
          return candidates(store, caller);
        },
        filterOf: (query) => filterOf(query).filter(({ field }) => !another || field !== "status"),
      };
    },
  ),
  behaviourFault(
    {
      id: "status-filter-ignored",
      sentence: "A status filter filters nothing.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ filterOf }) => ({ filterOf: (query) => filterOf(query).filter(({ field }) => field !== "status") }),
  ),
  behaviourFault(
    {
      id: "status-filter-ignored-beside-id",
      sentence: "Asked for an id and a status, a list keeps to the id alone.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    statusIgnoredWhere((query, filter) => filter.length === 2 && query.has("id")),
  ),
  behaviourFault(
    {
      id: "status-filter-ignored-beside-name",
      sentence: "Asked for a name and a status, a list keeps to the name alone.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    statusIgnoredWhere((query, filter) => filter.length === 2 && query.has("name")),
  ),
  behaviourFault(
    {
      id: "status-filter-ignored-when-paged",
      sentence: "A status filter alone filters nothing where a page or a page size is given.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    statusIgnoredWhere((query, filter) => filter.length === 1 && (query.has("page") || query.has("per_page"))),
  ),
  behaviourFault(
    {
      id: "status-filter-matches-part",
      sentence: "The filter status=active lets inactive users through.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ matches }) => ({
      matches: (user, filter) =>
        matches(
          user,
          filter.filter(({ field }) => field !== "status"),
        ) && filter.every(({ field, text }) => field !== "status" || user.status.includes(text)),
    }),
  ),
  behaviourFault(
    {
      id: "unknown-status-filter-shows-all",
      sentence: "A status filter with an unknown value filters nothing.",
      class: "request",
      breaks: "filter-matches-every-item",
    },
    ({ filterOf }) => ({
      filterOf: (query) =>
        filterOf(query).filter(({ field, text }) => field !== "status" || /^(in)?active$/.test(text)),
    }),
  ),
];
