import { queryText } from "../resolve.ts";
import type { Command } from "../step.ts";

/**
 * GET /users with filters and paging; with `ifNoneMatch` it offers the last ETag this caller was given for the same, with
 * `last` it asks for the last page there was when the list was asked for without a page.
 */
export const list: Command<"list"> = {
  id: "list",
  operation: "listUsers",
  cost: () => 1,
  run: async ({ as, query, ifNoneMatch, last }, hand) => {
    const pathOf = (asked: typeof query): string | undefined => {
      const text = queryText(asked, hand);
      return text === undefined ? undefined : `/users${text}`;
    };
    let path = pathOf(query);
    if (path !== undefined && last === true) {
      const pages = hand.pagesOf(path);
      path = pages === undefined ? undefined : pathOf([...query, ["page", `${pages}`]]);
    }
    if (path === undefined) return;
    await hand.send({ method: "GET", path, as, headers: ifNoneMatch === true ? hand.ifNoneMatch(as, path) : {} });
  },
};
