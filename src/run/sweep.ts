import type { Leftovers } from "../client/journal.ts";
import { endingOf } from "../contract/ending.ts";
import { createMarker, isMarked } from "../generators/marker.ts";
import { createWorld } from "../model/world.ts";
import { BudgetSpent, createDeadline, createRequestBudget, secondsFor, usualLimit } from "./budget.ts";
import { removeUser, sweepMarked, type Tally } from "./clean-up.ts";
import { preflight } from "./preflight.ts";
import { callersOf, createRunContext, type RunContext, type Session } from "./run-context.ts";

export interface Swept {
  readonly removed: number;
  readonly requests: number;
  /** All that was named is gone; false: the budget ended first, or something would not go. */
  readonly whole: boolean;
}

/** The attempts at one request: the run that comes after says what is wrong there. */
const mostInVain = 3;

/** How far sweeping may go. */
export interface SweepLimits {
  /** Requests at the most. */
  readonly most: number;
  /** Seconds at the most. Default: what the requests it needs take at the service's limit, and two windows. */
  readonly maxTimeS?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Sweeping {
  readonly runContext: RunContext;
  readonly tally: Tally;
  /** So many requests more turn out to be needed: the time they take is given, and no more than was set. */
  readonly needs: (requests: number) => void;
}

/** Sweeping is all cleaning: what stops it gives it no time beyond what is under way. */
const sweeping = async (
  session: Session,
  { most, maxTimeS = Number.POSITIVE_INFINITY, signal }: SweepLimits,
  work: (sweeping: Sweeping) => Promise<void>,
): Promise<Swept> => {
  const { clock, pacer, target } = session;
  // Nothing is kept back for cleaning up: there is nothing else.
  const deadline = createDeadline(clock, () => 0);
  const ending = endingOf(session.clock, signal);
  const runContext = createRunContext(session, {
    world: createWorld(() => false).world,
    // It makes nothing; a marker is there because every driver has one.
    marker: createMarker("00000000"),
    budget: createRequestBudget(most, () => 0),
    ending: { ...ending, over: ending.stop },
    deadline,
  });
  let needed = callersOf(session).length;
  const needs = (requests: number): void => {
    needed += requests;
    const windowS = pacer?.view("A").windowS ?? 60;
    const limit = runContext.limits.get("A") ?? target.assumedPerMinute ?? usualLimit;
    deadline.endAfter(1000 * Math.min(maxTimeS, secondsFor(needed, limit, windowS) + 2 * windowS));
  };
  needs(0);
  const tally: Tally = { removed: 0, whole: true };
  try {
    await work({ runContext, tally, needs });
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    tally.whole = false;
  } finally {
    ending.done();
  }
  return { ...tally, requests: runContext.budget.spent };
};

/** Why nothing can be swept there, one line: no answer, or the tokens are refused; undefined when something can. */
export const cannotSweep = async (session: Session, signal?: AbortSignal): Promise<string | undefined> => {
  let reason: string | undefined;
  await sweeping(session, { most: 12, signal }, async ({ runContext }) => {
    reason = (await preflight(runContext, callersOf(session)))?.reason;
  });
  // Where it was interrupted nothing was learnt.
  return signal?.aborted === true ? undefined : reason;
};

/** Deletes what dead runs noted in their journals: ids they made, and records under e-mails whose create got lost. */
export const sweepStale = (session: Session, journals: readonly Leftovers[], limits: SweepLimits): Promise<Swept> =>
  sweeping(session, limits, async ({ runContext, tally, needs }) => {
    const callers = callersOf(session);
    const { failureStreak } = runContext;
    const named = journals.reduce(
      (sum, { records, unresolved, refused }) => sum + records.length + 2 * (unresolved.length + refused.length),
      0,
    );
    needs(Math.min(limits.most, named));
    for (const { records, unresolved, refused } of journals) {
      for (const { id, as } of records) {
        if (!callers.includes(as)) {
          tally.whole = false;
          continue;
        }
        // Once at first: a gateway that lets no request through is met by the run that comes after, and costs no more than that.
        const first = await removeUser(runContext, as, id, "sweep", 1);
        if (failureStreak.blocked) throw new BudgetSpent();
        const status = first === 0 || first === 429 ? await removeUser(runContext, as, id, "sweep") : first;
        if (failureStreak.inARow >= mostInVain) throw new BudgetSpent();
        if (status >= 200 && status < 300) tally.removed++;
        else if (status !== 404) tally.whole = false;
      }
      for (const { as, email } of [...unresolved, ...refused]) {
        if (email === undefined || !isMarked(email) || !callers.includes(as)) continue;
        await sweepMarked(runContext, tally, [as], email, 5);
        if (failureStreak.blocked || failureStreak.inARow >= mostInVain) throw new BudgetSpent();
      }
    }
  });

/** Deletes every record that bears a mark of ours, whichever run made it. */
export const sweepAllMarked = (session: Session, text: string, limits: SweepLimits): Promise<Swept> =>
  sweeping(session, limits, ({ runContext, tally, needs }) =>
    // Each list that shows some is followed by another.
    sweepMarked(runContext, tally, callersOf(session), text, limits.most, (found) => needs(found + 1)),
  );
