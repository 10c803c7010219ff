import { queryOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/**
 * Lists users with filters and paging; with `ifNoneMatch` it offers the last ETag this caller was given for the same, with
 * `last` it requests the last page that the list had when it was requested without a page.
 */
export const list: Command<"list"> = {
  id: "list",
  operation: "listUsers",
  cost: () => 1,
  run: async ({ as, query: inputs, ifNoneMatch = false, last = false }, context) => {
    const query = queryOf(inputs, context);
    if (query === undefined) return;
    const page = last ? context.pagesOf(query) : undefined;
    if (last && page === undefined) return;
    const params = { query: page === undefined ? query : { ...query, page } };
    await context.api(as, { ifNoneMatch }).GET("/users", { params });
  },
};
