import { holds, violated } from "../../contract/verdict.ts";
import { named } from "../evidence.ts";
import { idOf, listPageOf } from "../lists/list-page.ts";
import { rule } from "../rule.ts";

export const newestFirst = rule({
  id: "newest-first",
  sentence: "lists are in descending order of id",
  clause: "lists",
  level: "must",
  sources: ["facts 5.8"],
  on: ["listUsers"],
  statuses: [200],
  judge: (view) => {
    const ids = (listPageOf(view)?.rows ?? []).flatMap((row) => idOf(row) ?? []);
    if (ids.length < 2) return undefined;
    for (const [i, id] of ids.entries()) {
      const next = ids[i + 1];
      if (next === undefined || next <= id) continue;
      return violated("the newest user first", `id ${id} before ${next} in ${named(view)}`, [view.seq]);
    }
    return holds;
  },
});
