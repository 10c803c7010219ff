import type { User } from "../../contract/document.ts";
import { memoizeLast } from "../../contract/memoize-last.ts";
import type { ObservedRequest } from "../../contract/observation.ts";
import { type UserField, users } from "../../contract/resources.ts";
import { integerHeader } from "../evidence.ts";
import type { View } from "../rule.ts";

/** Whether a value passes a filter: certainly, certainly not, or an open question. */
type Match = "yes" | "no" | "open";

type FilterField = UserField | "id";
const filterFields: readonly FilterField[] = ["id", "name", "email", "gender", "status"];

// Without ASCII only, what a database takes for the same letter is its own affair (é and e, ß and ss).
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself
const ascii = /^[\x00-\x7f]*$/;
const lowerAscii = (text: string) =>
  ascii.test(text) ? text.toLowerCase() : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself
const lettersBesideAscii = /^[\x00-\x7f\p{Ll}\p{Lu}\p{Lt}\p{Lo}\p{M}]*$/u;

/**
 * What is left where every letter is taken out, since none of them is anything but letters to any database; undefined: it has
 * characters that may be more, such as blanks of other widths, signs, and letters that stand for several words.
 */
const withoutLetters = (text: string): string | undefined => {
  const whole = text.normalize("NFKD");
  const rest = whole.replace(/[\p{L}\p{M}]/gu, "");
  return lettersBesideAscii.test(whole) && rest === text.replace(/[\p{L}\p{M}]/gu, "") ? rest : undefined;
};

/** What a filter's text is, read once for all the values that it is held against. */
const readText = memoizeLast((text: string) => ({
  lower: lowerAscii(text),
  isAscii: ascii.test(text),
  // Empty filters, and what % _ \ mean in one, are open questions (facts 11.9).
  isOpen: text === "" || text.includes("\\") || text.includes("\0"),
  mayMatchMore: /[%_]/.test(text) || text !== text.trim(),
  rest: withoutLetters(text),
}));

const contains = (text: string, value: string): Match => {
  const { lower, isAscii, isOpen, mayMatchMore, rest } = readText(text);
  if (isOpen) return "open";
  // A wildcard stands for itself too, so what contains the text as it is matches either way.
  if (lowerAscii(value).includes(lower)) return "yes";
  if (mayMatchMore) return "open";
  if (isAscii && ascii.test(value)) return "no";
  return rest === undefined || (withoutLetters(value)?.includes(rest) ?? true) ? "open" : "no";
};

const equalsEnum = (text: string, value: string, values: readonly string[]): Match => {
  if (text === "" || text !== text.trim()) return "open";
  if (values.includes(text)) return text === value ? "yes" : "no";
  const folded = lowerAscii(text);
  // In another letter case it may match like the lower-case one, or no user.
  if (values.includes(folded)) return folded === value ? "open" : "no";
  // A value outside the list matches no user; a number might be read as a place in it.
  return /^\w*[A-Za-z]/.test(text) || /^[-A-Za-z]+$/.test(text) ? "no" : "open";
};

const equalsId = (text: string, id: number): Match => {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text) === id ? "yes" : "no";
  // `id=s` matches no user; what begins like a number may be read as one.
  return /^[A-Za-z]/.test(text) ? "no" : "open";
};

/** Whether a user with this value of the field passes the filter. @see facts 5.10, facts 5.11; open: facts 11.9 */
export const matchOne = (field: FilterField, text: string, value: string | number): Match => {
  if (field === "id") return equalsId(text, Number(value));
  const { values } = users.fields[field];
  return values === undefined ? contains(text, String(value)) : equalsEnum(text, String(value), values);
};

/** The filter a shown user certainly fails, or undefined. */
export const failedFilter = (
  user: User,
  filters: readonly (readonly [FilterField, string])[],
): readonly [FilterField, string] | undefined =>
  filters.find(([field, text]) => matchOne(field, text, user[field]) === "no");

/** The meaning of a list's query, as far as the facts settle it. */
interface ListQuery {
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
export const listQueryOf: (request: ObservedRequest) => ListQuery = memoizeLast(({ query }) => read(query));

/** A query without some of its parameters, as text: lists that differ in nothing else have it in common. */
export const queryWithout = (query: URLSearchParams, ...names: readonly string[]): string =>
  JSON.stringify(entriesOf(query).filter(([name]) => !names.includes(name)));
const entriesOf = memoizeLast((query: URLSearchParams) => [...query]);

/** A list's own headers, beside its query. */
export interface ListPage {
  readonly rows: readonly unknown[];
  /** By the headers; undefined where they are absent or no numbers. */
  readonly total: number | undefined;
  readonly pages: number | undefined;
  /** Page and size that should have been served; undefined: an open question. */
  readonly page: number | undefined;
  readonly limit: number | undefined;
}

/** How far a count and the rows may lie apart when others write between the two. */
export const slack = 5;

/** The list in a view, when its body was recorded and is one. */
export const listPageOf: (view: View) => ListPage | undefined = memoizeLast((view) => {
  const { body, raw } = view.answer;
  if (body.kind !== "json" || !Array.isArray(body.value) || raw.cut === true || view.exchange.gaps?.body === true)
    return undefined;
  const rows: readonly unknown[] = body.value;
  const { page, limit } = listQueryOf(view);
  return {
    rows,
    total: integerHeader(view, "x-pagination-total"),
    pages: integerHeader(view, "x-pagination-pages"),
    page,
    limit,
  };
});

/** The id of a row, where it has one that a number can hold exactly. */
export const idOf = (row: unknown): number | undefined =>
  typeof row === "object" && row !== null && "id" in row && Number.isSafeInteger(row.id) ? Number(row.id) : undefined;

/**
 * Whether the requested page exists, by the list's own headers; page 1 always does.
 * @param known how many users the list is known to hold, whatever it says
 */
export const isWithin = ({ page, total, limit, rows }: ListPage, known = 0): boolean =>
  page === 1 ||
  (page !== undefined &&
    (rows.length > 0 || (limit !== undefined && (page - 1) * limit < Math.max(total ?? 0, known))));

/** The users a list shows, by id; none where the body is no list. */
export const idsIn: (view: View) => ReadonlySet<number> = memoizeLast((view) => {
  const ids = new Set<number>();
  for (const row of listPageOf(view)?.rows ?? []) {
    const id = idOf(row);
    if (id !== undefined) ids.add(id);
  }
  return ids;
});

/** Whether two reads of a list show one user both: then the data was not replaced in between. */
export const shareOne = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean => {
  for (const id of one) if (other.has(id)) return true;
  return false;
};
