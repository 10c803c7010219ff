import type { TokenAlias } from "../contract/exchange.ts";
import { refusalsToAsk, refusalsToEnd, refusedText } from "../contract/token-watch.ts";
import { idOfNone } from "../generators/step.ts";
import { BudgetSpent } from "./budget.ts";
import type { ContractRun } from "./open-run.ts";
import { apiFor, pause, type RunContext } from "./run-context.ts";

/** Between two questions: a service that restarts is back soon. */
const pauseMs = 250;

/** A token that the service accepts no longer, and one line about it. */
export interface RefusedToken {
  readonly as: TokenAlias;
  readonly reason: string;
}

/** A plain question, with one attempt: for a list, or every other time for a user that does not exist. */
export const askPlainly = async (context: RunContext, as: TokenAlias, count: number): Promise<void> => {
  const once = apiFor(context, as, "preflight", true, 1);
  if (count % 2 === 0) await once.GET("/users", { params: { query: { per_page: 1 } } });
  else await once.GET("/users/{id}", { params: { path: { id: idOfNone } } });
};

/**
 * Asks plain questions with each token that was refused last. Where one is accepted, the refusals are the service's; where none is,
 * time after time, the token has expired or was revoked.
 * @param from refusals in a row that are worth the questions
 */
export const refusedToken = async (
  { context, history: { tokens } }: ContractRun,
  from = 1,
): Promise<RefusedToken | undefined> => {
  for (const as of tokens.refused()) {
    let enough = refusalsToEnd;
    const inARow = () => tokens.rowOf(as)?.inARow ?? 0;
    if (inARow() < from) continue;
    try {
      // A question without an answer counts as none.
      for (let sent = 0; inARow() > 0 && inARow() < refusalsToEnd && sent < 2 * refusalsToEnd; sent++) {
        if (sent > 0) await pause(context, context.ending.stop, pauseMs);
        await askPlainly(context, as, sent);
      }
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      // No more can be sent: different questions, all refused, are what there is to go by.
      if ((tokens.rowOf(as)?.operations.size ?? 0) > 1) enough = refusalsToAsk;
    }
    const row = tokens.rowOf(as);
    if (row !== undefined && row.inARow >= enough) return { as, reason: refusedText(as, row) };
  }
  return undefined;
};
