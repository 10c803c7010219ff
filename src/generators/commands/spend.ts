import type { TokenAlias } from "../../contract/exchange.ts";
import type { Command } from "../step.ts";
import { rawRequest } from "./raw.ts";

/**
 * Sends as fast as one caller can, one after the other and without a pause once the budgets hold them all, to see the
 * budgets move.
 */
export const spend: Command<"spend"> = {
  cost: ({ turns }) => turns.reduce((sum, [, calls]) => sum + calls, 0),
  run: async ({ turns, inputs }, context) => {
    let sent = 0;
    const totals = new Map<TokenAlias, number>();
    for (const [as, calls] of turns) totals.set(as, (totals.get(as) ?? 0) + calls);
    for (const [as, calls] of totals) await context.room(as, calls);
    for (const [as, calls] of turns) {
      for (let call = 0; call < calls; call++) {
        const input = inputs[sent++ % inputs.length];
        const request = input === undefined ? undefined : rawRequest(input, context);
        if (request !== undefined) await context.send({ ...request, as, pace: "now" });
      }
    }
  },
};
