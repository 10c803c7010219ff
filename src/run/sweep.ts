import type { Leftovers } from "../client/journal.ts";
import type { Ending } from "../contract/ending.ts";
import { createMarker, isMarked } from "../generators/marker.ts";
import { createWorld } from "../model/world.ts";
import { BudgetSpent, createRequestBudget } from "./budget.ts";
import { removeUser, sweepMarked } from "./clean-up.ts";
import { preflight } from "./preflight.ts";
import { callersOf, createRunContext, type RunContext } from "./run-context.ts";
import type { Session } from "./session.ts";

export interface Swept {
  readonly removed: number;
  readonly requests: number;
  /** All that was named is gone; false: the budget ended first, or something would not go. */
  readonly whole: boolean;
}

/** The attempts at one request: the run that comes after says what is wrong there. */
const mostInVain = 3;

/** Sweeping is all cleaning: what stops it gives it no time beyond. */
const endingAt = (stop = new AbortController().signal): Ending => ({ stop, over: stop, done: () => {} });

const sweeper = (session: Session, most: number, signal?: AbortSignal): RunContext =>
  createRunContext(session, {
    world: createWorld(() => false).world,
    // It makes nothing; a marker is there because every driver has one.
    marker: createMarker("00000000"),
    budget: createRequestBudget(most, () => 0),
    ending: endingAt(signal),
  });

/** Why nothing can be swept there, one line: nobody answers, or the tokens are refused; undefined when something can. */
export const cannotSweep = async (session: Session, signal?: AbortSignal): Promise<string | undefined> => {
  try {
    return (await preflight(sweeper(session, 12, signal), callersOf(session)))?.reason;
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    // Interrupted: nothing was learnt.
    return undefined;
  }
};

/** Deletes what dead runs noted in their journals: ids they made, and records under e-mails whose create got lost. */
export const sweepStale = async (
  session: Session,
  journals: readonly Leftovers[],
  most: number,
  signal?: AbortSignal,
): Promise<Swept> => {
  const runContext = sweeper(session, most, signal);
  const callers = callersOf(session);
  let removed = 0;
  let whole = true;
  try {
    for (const { records, unresolved, refused } of journals) {
      for (const { id, as } of records) {
        if (!callers.includes(as)) {
          whole = false;
          continue;
        }
        const status = await removeUser(runContext, as, id, "sweep");
        if (runContext.failureStreak.inARow >= mostInVain) throw new BudgetSpent();
        if (status >= 200 && status < 300) removed++;
        else if (status !== 404) whole = false;
      }
      for (const { as, email } of [...unresolved, ...refused]) {
        if (email === undefined || !isMarked(email) || !callers.includes(as)) continue;
        const swept = await sweepMarked(runContext, [as], email, 5);
        if (runContext.failureStreak.inARow >= mostInVain) throw new BudgetSpent();
        removed += swept.removed;
        whole &&= swept.whole;
      }
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    whole = false;
  }
  return { removed, requests: runContext.budget.spent, whole };
};

/** Deletes every record that bears a mark of ours, whichever run made it. */
export const sweepAllMarked = async (
  session: Session,
  text: string,
  most: number,
  signal?: AbortSignal,
): Promise<Swept> => {
  const runContext = sweeper(session, most, signal);
  try {
    return { ...(await sweepMarked(runContext, callersOf(session), text, most)), requests: runContext.budget.spent };
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { removed: 0, requests: runContext.budget.spent, whole: false };
  }
};
