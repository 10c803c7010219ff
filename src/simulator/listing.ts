import type { StoredUser } from "./store.ts";

export interface PageBounds {
  readonly page: number;
  readonly perPage: number;
}
type FilterField = "id" | "name" | "email" | "gender" | "status";
/** All of them must match; texts are in lower case. */
export type Filter = readonly { readonly field: FilterField; readonly text: string }[];
export interface Links {
  readonly current: string;
  readonly next: string;
  readonly previous: string;
}

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;

/** A page below 1 is 1; a page size below 1 or above 100 is 10, not the nearest bound. @see facts 5.2, facts 5.3 */
export const pageBounds = (query: URLSearchParams): PageBounds => {
  const page = wholeNumber(query.get("page")) ?? 1;
  const perPage = wholeNumber(query.get("per_page")) ?? 10;
  return { page: Math.max(1, page), perPage: perPage < 1 || perPage > 100 ? 10 : perPage };
};

const filterFields: readonly FilterField[] = ["id", "name", "email", "gender", "status"];

/** The filters of a query. Unknown names and empty values filter nothing (facts 11.9, open). */
export const filterOf = (query: URLSearchParams): Filter =>
  filterFields.flatMap((field) => {
    const text = query.get(field);
    return text === null || text === "" ? [] : [{ field, text: text.toLowerCase() }];
  });

const matchesOne = (user: StoredUser, field: FilterField, text: string): boolean => {
  switch (field) {
    case "email":
      return user.emailKey.includes(text);
    case "name":
      return user.nameKey.includes(text);
    case "gender":
      return user.gender === text;
    case "status":
      return user.status === text;
    case "id":
      return String(user.id) === text;
  }
};

/** Name and e-mail contain the text in any letter case, the others equal it; all must match. @see facts 5.10 */
export const matches = (user: StoredUser, filter: Filter): boolean => {
  // A plain loop: this runs for every visible user of every filtered list.
  for (const { field, text } of filter) if (!matchesOne(user, field, text)) return false;
  return true;
};

/** Newest first, which is how the candidates come. @see facts 5.8 */
export const order = (users: readonly StoredUser[]): readonly StoredUser[] => users;

/** The rows of a page; none beyond the end. @see facts 5.4 */
export const cut = (users: readonly StoredUser[], { page, perPage }: PageBounds): readonly StoredUser[] =>
  users.slice((page - 1) * perPage, page * perPage);

/** X-Pagination-Total. */
export const total = (matching: readonly StoredUser[], _visible: readonly StoredUser[]): number => matching.length;

/** X-Pagination-Pages. */
export const pages = (count: number, perPage: number): number => Math.ceil(count / perPage);

/** Links carry the page only; filters and per_page are dropped (inferred; facts 11.8, open). @see facts 5.7 */
export const links = (url: string, page: number, lastPage: number, _query: URLSearchParams): Links => ({
  current: `${url}?page=${page}`,
  next: page < lastPage ? `${url}?page=${page + 1}` : "",
  previous: page > 1 ? `${url}?page=${page - 1}` : "",
});

/** What a list says about itself, in headers. @see guide G7 */
export const listHeaders = (
  count: number,
  lastPage: number,
  bounds: PageBounds,
  { current, next, previous }: Links,
): Readonly<Record<string, string>> => ({
  "X-Pagination-Total": String(count),
  "X-Pagination-Pages": String(lastPage),
  "X-Pagination-Page": String(bounds.page),
  "X-Pagination-Limit": String(bounds.perPage),
  "X-Links-Current": current,
  "X-Links-Next": next,
  "X-Links-Previous": previous,
});
