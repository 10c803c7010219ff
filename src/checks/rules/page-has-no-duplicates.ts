import { holds, violated } from "../../contract/verdict.ts";
import { named } from "../evidence.ts";
import { idOf, listPageOf } from "../lists/list-page.ts";
import { listOperations } from "../operations.ts";
import { rule } from "../rule.ts";

export const pageHasNoDuplicates = rule({
  id: "page-has-no-duplicates",
  sentence: "a page shows no record twice",
  clause: "lists",
  level: "must",
  sources: ["guide G7"],
  on: listOperations,
  statuses: [200],
  judge: (view) => {
    const seen = new Set<number>();
    for (const row of listPageOf(view)?.rows ?? []) {
      const id = idOf(row);
      if (id === undefined) continue;
      if (seen.has(id)) return violated("each record once", `id ${id} twice in ${named(view)}`, [view.seq]);
      seen.add(id);
    }
    return seen.size < 2 ? undefined : holds;
  },
});
