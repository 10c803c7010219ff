import { integerHeader } from "../evidence.ts";
import { forLast } from "../for-last.ts";
import type { View } from "../rule.ts";
import { listQueryOf } from "./list-query.ts";

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
export const listPageOf: (view: View) => ListPage | undefined = forLast((view) => {
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
export const idsIn = (view: View): ReadonlySet<number> =>
  new Set((listPageOf(view)?.rows ?? []).flatMap((row) => idOf(row) ?? []));

/** Whether two reads of a list show one user both: then the data was not replaced in between. */
export const shareOne = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean => {
  for (const id of one) if (other.has(id)) return true;
  return false;
};
