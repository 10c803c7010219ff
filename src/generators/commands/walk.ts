import { queryText } from "../resolve.ts";
import type { Command } from "../step.ts";

/** GET /users page after page, as X-Pagination-Pages says, until an empty page or `mostPages`. */
export const walk: Command<"walk"> = {
  id: "walk",
  operation: "listUsers",
  cost: ({ mostPages }) => mostPages,
  run: async ({ as, query, perPage, mostPages }, hand) => {
    for (let page = 1; page <= mostPages; page++) {
      const text = queryText([...query, ["per_page", String(perPage)], ["page", String(page)]], hand);
      if (text === undefined) return;
      const { outcome } = await hand.send({ method: "GET", path: `/users${text}`, as });
      if (outcome.kind !== "answer" || outcome.status !== 200 || outcome.body.trim() === "[]") return;
      const pages = Number(outcome.headers.find(([name]) => name === "x-pagination-pages")?.[1]);
      if (Number.isFinite(pages) && page >= pages) return;
    }
  },
};
