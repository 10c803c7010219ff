import { answerOf, statusOf, type TokenAlias } from "../contract/exchange.ts";
import { isServiceAnswer } from "../contract/gateway.ts";
import { usersIn } from "../contract/own-records.ts";
import { refusalsToLeave } from "../contract/token-watch.ts";
import { isMarked } from "../generators/marker.ts";
import { BudgetSpent } from "./budget.ts";
import type { Ledger } from "./ledger.ts";
import { apiFor, type RunContext } from "./run-context.ts";

const purpose = "cleanup";
/** An error of the server may come now and then: what it was the answer to is deleted again. */
const mostTimes = 3;
/** So many records are deleted at once where an interruption leaves little time. */
const lanesInHaste = 4;

/** What a list by e-mail text shows of records that bear a mark of ours; undefined: it was not shown. */
const marked = async (
  runContext: RunContext,
  as: TokenAlias,
  email: string,
): Promise<readonly { readonly id: number; readonly email: string }[] | undefined> => {
  const query = { email, per_page: 100 };
  const exchange = await apiFor(runContext, as, purpose, true).GET("/users", { params: { query } });
  const answer = isServiceAnswer(exchange) ? answerOf(exchange) : undefined;
  // A filter that leaks must not make us delete what is not ours.
  const isOurs = (found: string) => isMarked(found) && found.toLowerCase().includes(email.toLowerCase());
  const users = answer?.status === 200 ? usersIn(answer.body) : undefined;
  return users?.flatMap(({ id, email: found }) =>
    id !== undefined && found !== undefined && isOurs(found) ? [{ id, email: found }] : [],
  );
};

/** Deletes one user; the status of the service's last answer, 0 where it has not answered. */
export const removeUser = async (
  runContext: RunContext,
  as: TokenAlias,
  id: number,
  why: string,
  attempts?: number,
): Promise<number> => {
  const exchange = await apiFor(runContext, as, why, true, attempts).DELETE("/users/{id}", {
    params: { path: { id } },
  });
  return isServiceAnswer(exchange) ? statusOf(exchange) : 0;
};

/** What cleaning up has left. */
export interface Cleaned {
  readonly left: readonly number[];
  /** Budget or time ended first, or a deletion got no answer or the limiter's: then a record that is left proves nothing. */
  readonly cutShort: boolean;
}

/**
 * Deletes what the run has made, newest first, so that the oldest record lives longest and can bear witness that no
 * reset took the others. Then one list by the run's marker finds what was missed, and another who else is there, where
 * some were missing.
 */
export const cleanUp = async (
  runContext: RunContext,
  ledger: Ledger,
  callers: readonly TokenAlias[],
): Promise<Cleaned> => {
  let cutShort = false;
  let vanished = false;
  /** Whether some may go when they are deleted once more. */
  const removeOnce = async (): Promise<boolean> => {
    let mayGo = false;
    const records = [...ledger.open()].reverse();
    const removeNext = async (): Promise<void> => {
      for (let record = records.shift(); record !== undefined; record = records.shift()) {
        const { id, as } = record;
        const owners = as === "A" || as === "B" ? [as] : callers;
        for (const owner of owners) {
          if ((runContext.tokens?.rowOf(owner)?.inARow ?? 0) >= refusalsToLeave) continue;
          const status = await removeUser(runContext, owner, id, purpose);
          cutShort ||= status === 0 || status === 429;
          vanished ||= status === 404;
          mayGo ||= status === 0 || status >= 500;
        }
      }
    };
    // A slow service leaves an interrupted run no time to delete one after the other.
    const lanes = runContext.ending.stop.aborted ? lanesInHaste : 1;
    const ends = await Promise.allSettled(Array.from({ length: lanes }, removeNext));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return mayGo;
  };
  const removeAll = async () => {
    for (let times = 1; (await removeOnce()) && times < mostTimes; times++);
  };
  const show = async (as: TokenAlias) => {
    for (let times = 1; ; times++) {
      const seen = await marked(runContext, as, runContext.marker.run);
      if (seen !== undefined || times >= mostTimes) return seen;
    }
  };
  try {
    await removeAll();
    let shown = true;
    for (const as of callers) {
      const seen = await show(as);
      for (const { id, email } of seen ?? []) ledger.found(id, as, email);
      if (seen === undefined) shown = false;
      else if (seen.length > 0) await removeAll();
    }
    if (shown) ledger.settled();
    // Others' users that are there still tell a service that loses ours from the daily reset, which takes all.
    const [as] = callers;
    if (vanished && as !== undefined) await apiFor(runContext, as, purpose, true).GET("/users", {});
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    cutShort = true;
  }
  return { left: ledger.open().map(({ id }) => id), cutShort };
};

/** What has been done so far, whatever ends it. */
export interface Tally {
  removed: number;
  /** Nothing is left of it. */
  whole: boolean;
}

/**
 * Removes what earlier runs of ours left under these tokens, touching marked records only.
 * @param tally what it does is added to it
 * @param most deletions at the most
 * @param onFound called with how many records a list has shown, before they are deleted
 */
export const sweepMarked = async (
  runContext: RunContext,
  tally: Tally,
  callers: readonly TokenAlias[],
  text: string,
  most: number,
  onFound?: (records: number) => void,
): Promise<void> => {
  const giveUpAt = tally.removed + most;
  for (const as of callers) {
    for (;;) {
      const page = await marked(runContext, as, text);
      if (page?.length === 0) break;
      onFound?.(page?.length ?? 0);
      const before = tally.removed;
      for (const { id } of page ?? []) {
        if (tally.removed >= giveUpAt) break;
        const status = await removeUser(runContext, as, id, purpose);
        if (status === 204 || status === 404) tally.removed++;
      }
      // Not shown, enough, or a server that deletes nothing, which would show the same page for ever.
      if (tally.removed === before || tally.removed >= giveUpAt) {
        tally.whole = false;
        return;
      }
    }
  }
};
