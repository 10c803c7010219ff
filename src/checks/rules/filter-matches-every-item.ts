import { isUser } from "../../contract/document.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { failedFilter } from "../lists/filter-match.ts";
import { listPageOf } from "../lists/list-page.ts";
import { listQueryOf } from "../lists/list-query.ts";
import { rule } from "../rule.ts";

export const filterMatchesEveryItem = rule({
  id: "filter-matches-every-item",
  sentence: "a filtered list shows only users that pass every filter",
  clause: "lists",
  level: "must",
  sources: ["guide G2", "facts 5.10", "facts 5.11"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const { filters } = listQueryOf(view);
    const list = listPageOf(view);
    if (filters.length === 0 || list === undefined) return undefined;
    for (const row of list.rows) {
      if (!isUser(row)) continue;
      const failed = failedFilter(row, filters);
      if (failed === undefined) continue;
      const [field, text] = failed;
      return violated(
        `only users whose ${field} passes ${quote(text)}`,
        `${field} ${quote(row[field])} in ${named(view)}`,
        [view.seq],
      );
    }
    return holds;
  },
});
