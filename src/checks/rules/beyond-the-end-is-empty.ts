import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { listPageOf, slack } from "../lists/list-page.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { listOperations } from "../operations.ts";
import { rule } from "../rule.ts";

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
