import { holds, violated } from "../../contract/verdict.ts";
import { named } from "../evidence.ts";
import { idOf, listPageOf } from "../lists/list-page.ts";
import { ownMatchesOf } from "../lists/own-matches.ts";
import { rule } from "../rule.ts";

export const walkYieldsEachOnce = rule({
  id: "walk-yields-each-once",
  sentence: "walking the pages yields each user once: every page begins where the one before ended",
  clause: "lists",
  level: "must",
  sources: ["guide G7", "facts 5.5"],
  on: ["listUsers"],
  statuses: [200],
  // Which page a user is on follows from the newer ones alone, so no page has to wait for the others to be judged. The
  // daily reset takes the oldest, which come last: it may shorten what a page shows, but never shifts it.
  judge: (view) => {
    const list = listPageOf(view);
    const own = list === undefined ? undefined : ownMatchesOf(view);
    if (list?.page === undefined || list.limit === undefined || own?.exact !== true) return undefined;
    const { page, limit, rows } = list;
    // A single page is judged by what must be on it.
    if (page === 1 && own.certain.length <= limit) return undefined;
    const due = own.certain.slice((page - 1) * limit, page * limit);
    const ids = rows.map(idOf);
    for (const [i, id] of ids.entries()) {
      const before = ids[i - 1];
      if (id === undefined || (before !== undefined && id > before)) return undefined;
      const wanted = due[i];
      if (wanted?.id === id) continue;
      return violated(
        wanted === undefined ? `no more than ${due.length} users` : `user ${wanted.id} as number ${i + 1}`,
        `user ${id} on page ${page} of ${Math.ceil(own.certain.length / limit)} in ${named(view)}`,
        [...new Set(wanted === undefined ? [] : [wanted.createdSeq]), view.seq],
      );
    }
    return holds;
  },
});
