import { queryText } from "../resolve.ts";
import type { Command } from "../step.ts";

/** GET /users with filters and paging; with `ifNoneMatch` it offers the last ETag this caller was given for the same. */
export const list: Command<"list"> = {
  id: "list",
  operation: "listUsers",
  cost: () => 1,
  run: async ({ as, query, ifNoneMatch }, hand) => {
    const text = queryText(query, hand);
    if (text === undefined) return;
    const path = `/users${text}`;
    await hand.send({ method: "GET", path, as, headers: ifNoneMatch === true ? hand.ifNoneMatch(as, path) : {} });
  },
};
