import { behaviourFault, type Fault } from "../fault.ts";
import { storedUser } from "../store.ts";

const asciiLower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** What lists hold as it was reported of another API. @see docs/public-bug-reports.md */
export const reportedFilterFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "broken-query-answers-500",
      sentence: "A list whose query is no UTF-8 answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "rails/rails#52114",
    },
    ({ filterOf }) => ({
      filterOf: (query) => {
        if (/\ufffd/.test(query.toString()) || [...query.values()].some((text) => text.includes("\ufffd")))
          throw new Error("invalid byte sequence in UTF-8");
        return filterOf(query);
      },
    }),
  ),
  behaviourFault(
    {
      id: "email-filter-with-a-dot-finds-nothing",
      sentence: "An e-mail filter with a dot finds nothing.",
      class: "headers",
      breaks: "list-shows-own-records",
      report: "activerecord-hackery/ransack#964",
    },
    ({ matches }) => ({
      matches: (user, filter) =>
        matches(user, filter) && !filter.some(({ field, text }) => field === "email" && text.includes(".")),
    }),
  ),
  behaviourFault(
    {
      id: "filter-decodes-the-plus-twice",
      sentence: "A + in a filter counts as a blank, however it was encoded.",
      class: "headers",
      breaks: "list-shows-own-records",
      report: "spatie/mailcoach-sdk-php#16",
    },
    ({ filterOf }) => ({
      filterOf: (query) => filterOf(query).map(({ field, text }) => ({ field, text: text.replaceAll("+", " ") })),
    }),
  ),
  behaviourFault(
    {
      id: "filter-with-an-apostrophe-answers-500",
      sentence: "A filter with an apostrophe answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "restarone/violet_rails#1154",
    },
    ({ filterOf }) => ({
      filterOf: (query) => {
        const filter = filterOf(query);
        if (filter.some(({ text }) => text.includes("'"))) throw new Error("syntax error at or near a quote");
        return filter;
      },
    }),
  ),
  behaviourFault(
    {
      id: "id-filter-beyond-32-bits-answers-500",
      sentence: "An id filter beyond 32 bits answers 500.",
      class: "schema",
      breaks: "no-server-error",
      report: "e621ng/e621ng#1845",
    },
    ({ filterOf }) => ({
      filterOf: (query) => {
        if (Number(query.get("id")) >= 2 ** 31) throw new Error("out of range for type integer");
        return filterOf(query);
      },
    }),
  ),
  behaviourFault(
    {
      id: "id-filter-reads-leading-digits",
      sentence: "An id filter of a number with more behind it finds the user of the number.",
      class: "headers",
      breaks: "filter-matches-every-item",
      report: "rails/rails#18507",
    },
    ({ filterOf }) => ({
      filterOf: (query) =>
        filterOf(query).map((one) =>
          one.field === "id" ? { field: "id", text: /^\d+/.exec(one.text)?.[0] ?? "0" } : one,
        ),
    }),
  ),
  behaviourFault(
    {
      id: "id-filter-shows-everybodys",
      sentence: "A list by id shows other accounts' users.",
      class: "authorization",
      breaks: "lists-hide-private-users",
      report: "open-mercato/open-mercato#2826",
    },
    ({ tokenIn, candidates }) => {
      let byId = false;
      return {
        tokenIn: (authorization, query) => {
          byId = query.has("id");
          return tokenIn(authorization, query);
        },
        candidates: (store, caller) => (byId ? store.newestFirst(store.owners()) : candidates(store, caller)),
      };
    },
  ),
  behaviourFault(
    {
      id: "lists-lag-one-delete",
      sentence: "The first list after a delete still has the user.",
      class: "sequence",
      breaks: "deleted-leaves-lists",
      report: "babenkoivan/scout-elasticsearch-driver#169",
    },
    ({ remove, candidates }) => {
      let late: Parameters<typeof remove>[1] | undefined;
      return {
        remove: (store, user) => {
          late = user;
          remove(store, user);
        },
        candidates: (store, caller) => {
          const rows = candidates(store, caller);
          const gone = late;
          if (gone === undefined || gone.owner !== caller.account) return rows;
          late = undefined;
          return [...rows, gone].sort((a, b) => b.id - a.id);
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "name-filter-knows-the-old-name-only",
      sentence: "Until the next write a renamed user is found by its old name only.",
      class: "sequence",
      breaks: "list-shows-own-records",
      report: "metadatacenter/cedar-project#323",
    },
    ({ insert, save, matches }) => {
      let before: Parameters<typeof save>[1] | undefined;
      return {
        insert: (store, user) => {
          before = undefined;
          insert(store, user);
        },
        save: (store, user) => {
          before = store.get(user.id);
          save(store, user);
        },
        matches: (user, filter) =>
          matches(
            user.id === before?.id ? storedUser(user.id, user.owner, { ...user, name: before.name }) : user,
            filter,
          ),
      };
    },
  ),
  behaviourFault(
    {
      id: "name-filter-minds-case-outside-ascii",
      sentence: "A name filter minds the letter case of letters outside ASCII.",
      class: "headers",
      breaks: "list-shows-own-records",
      report: "mapsforge/mapsforge#747",
    },
    ({ filterOf, matches }) => ({
      filterOf: (query) =>
        filterOf(query).map((one) =>
          one.field === "name" ? { field: "name", text: asciiLower(query.get("name") ?? "") } : one,
        ),
      matches: (user, filter) => matches({ ...user, nameKey: asciiLower(user.name) }, filter),
    }),
  ),
];
