import type { TokenAlias } from "../../contract/exchange.ts";
import { nothingThere } from "../resolve.ts";
import type { Command } from "../step.ts";

/** Without a body: to delete or to change what is not there is refused before anybody looks at values. */
const verbs = ["GET", "DELETE", "GET", "PATCH"] as const;

/**
 * Asks as fast as one caller can, one after the other and without a pause once the budgets hold them all, to see the
 * budgets move; `missing` asks for what is not there, with one verb after the other.
 */
export const spend: Command<"spend"> = {
  id: "spend",
  operation: "getUser",
  cost: ({ turns }) => turns.reduce((sum, [, calls]) => sum + calls, 0),
  run: async ({ turns, kind }, hand) => {
    let sent = 0;
    const next = () =>
      kind === "found"
        ? { method: "GET", path: "/users?per_page=1" }
        : { method: verbs[sent++ % verbs.length] ?? "GET", path: nothingThere };
    const totals = new Map<TokenAlias, number>();
    for (const [as, calls] of turns) totals.set(as, (totals.get(as) ?? 0) + calls);
    for (const [as, calls] of totals) await hand.room(as, calls);
    for (const [as, calls] of turns) {
      for (let call = 0; call < calls; call++) await hand.send({ ...next(), as, pace: "now" });
    }
  },
};
