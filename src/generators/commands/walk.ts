import { answerOf, headerOf } from "../../contract/exchange.ts";
import { queryOf } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Lists page after page, as X-Pagination-Pages says, until an empty page or `mostPages`. */
export const walk: Command<"walk"> = {
  id: "walk",
  operation: "listUsers",
  cost: ({ mostPages }) => mostPages,
  run: async ({ as, query: inputs, perPage, mostPages }, context) => {
    const api = context.api(as);
    for (let page = 1; page <= mostPages; page++) {
      const filters = queryOf(inputs, context);
      if (filters === undefined) return;
      const answer = answerOf(await api.GET("/users", { params: { query: { ...filters, per_page: perPage, page } } }));
      if (answer?.status !== 200 || answer.body.trim() === "[]") return;
      const pages = Number(headerOf(answer, "x-pagination-pages"));
      if (Number.isFinite(pages) && page >= pages) return;
    }
  },
};
