import { type Api, requestOf } from "../../client/api.ts";
import type { UserChange } from "../../contract/document.ts";
import type { Exchange, TokenAlias } from "../../contract/exchange.ts";
import { idOfNone, illFormed } from "../resolve.ts";
import type { Command } from "../step.ts";

type Call = (api: Api, id: number) => Promise<Exchange>;

const found: readonly Call[] = [(api) => api.GET("/users", { params: { query: { per_page: 1 } } })];
/** Without a body: to delete or to change what is not there is refused before values are validated. */
const missing: readonly Call[] = [
  (api, id) => api.GET("/users/{id}", { params: { path: { id } } }),
  (api, id) => api.DELETE("/users/{id}", { params: { path: { id } } }),
  (api, id) => api.GET("/users/{id}", { params: { path: { id } } }),
  (api, id) => api.PATCH("/users/{id}", { params: { path: { id } }, body: illFormed<UserChange>(undefined) }),
];

/**
 * Asks as fast as one caller can, one after the other and without a pause once the budgets hold them all, to see the
 * budgets move; `missing` requests what is not there, with one verb after the other.
 */
export const spend: Command<"spend"> = {
  id: "spend",
  operation: "getUser",
  cost: ({ turns }) => turns.reduce((sum, [, calls]) => sum + calls, 0),
  run: async ({ turns, kind, ids = [], queries = [] }, context) => {
    const kinds = kind === "found" ? found : missing;
    let sent = 0;
    const totals = new Map<TokenAlias, number>();
    for (const [as, calls] of turns) totals.set(as, (totals.get(as) ?? 0) + calls);
    for (const [as, calls] of totals) await context.room(as, calls);
    for (const [as, calls] of turns) {
      const api = context.api(as, { pace: "now" });
      for (let call = 0; call < calls; call++, sent++) {
        const query = kind === "found" ? queries[sent % queries.length] : undefined;
        if (query !== undefined)
          await context.send({
            ...requestOf.GET("/users"),
            path: `${requestOf.GET("/users").path}?${query}`,
            as,
            pace: "now",
          });
        else await kinds[sent % kinds.length]?.(api, illFormed<number>(ids[sent % ids.length] ?? idOfNone));
      }
    }
  },
};
