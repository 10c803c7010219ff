import { queryText } from "../resolve.ts";
import type { Command } from "../step.ts";

/** GET /users with filters and paging. */
export const list: Command<"list"> = {
  id: "list",
  operation: "listUsers",
  cost: () => 1,
  run: async ({ as, query }, hand) => {
    const text = queryText(query, hand);
    if (text !== undefined) await hand.send({ method: "GET", path: `/users${text}`, as });
  },
};
