import type { ObservedRequest } from "../../contract/observation.ts";
import { forLast } from "../for-last.ts";
import { type FilterField, filterFields } from "./filter-match.ts";

/** The meaning of a list's query, as far as the facts settle it. */
export interface ListQuery {
  /** Undefined: an open question (0, words). */
  readonly page: number | undefined;
  /** Rows a page by the contract. Undefined: an open question. */
  readonly limit: number | undefined;
  readonly filters: readonly (readonly [field: FilterField, text: string])[];
  /** Nothing in the query could filter in an unknown way. */
  readonly plain: boolean;
}

const defaultLimit = 10;
const largestLimit = 100;
const notFilters = new Set<string>([...filterFields, "page", "per_page", "access-token"]);
const counting = /^[1-9]\d{0,8}$/;

const limitOf = (text: string | null): number | undefined => {
  if (text === null) return defaultLimit;
  if (!counting.test(text)) return undefined;
  // Above the largest it is ignored, not clamped. @see facts 5.2
  return Number(text) <= largestLimit ? Number(text) : defaultLimit;
};

const read = (query: URLSearchParams): ListQuery => {
  const names = [...query.keys()];
  const once = new Set(names).size === names.length;
  const page = query.get("page");
  return {
    page: !once || (page !== null && !counting.test(page)) ? undefined : Number(page ?? 1),
    limit: once ? limitOf(query.get("per_page")) : undefined,
    filters: once
      ? filterFields.flatMap((field) => {
          const text = query.get(field);
          return text === null ? [] : [[field, text] as const];
        })
      : [],
    plain: once && names.every((name) => notFilters.has(name)),
  };
};

/** Reads the query of a list once, for every rule. */
export const listQueryOf: (request: ObservedRequest) => ListQuery = forLast(({ query }) => read(query));

/** A query without some of its parameters, as text: lists that differ in nothing else have it in common. */
export const queryWithout = (query: URLSearchParams, ...names: readonly string[]): string => {
  const rest = new URLSearchParams(query);
  for (const name of names) rest.delete(name);
  return rest.toString();
};
