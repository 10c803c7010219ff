import type { Clock } from "../contract/clock.ts";
import { type Ending, endingOf } from "../contract/ending.ts";

/** What a scenario says that there was no time for, or that ran out of it. */
export const outOfTime = "out of time";

/** When a load run has to be over: its scenarios first, and then cleaning up after them. */
export interface TimeLimit {
  readonly ending: Ending;
  /** Seconds that scenarios may still take. */
  leftS(): number;
}

/** Cleaning up takes longer with each record that is made: looked at again so often. */
const checkAgainMs = 250;

/**
 * @param maxTimeS from now on; undefined: no limit
 * @param cleaningS what cleaning up would take at this moment; half of the whole at the most is kept for it
 */
export const timeLimit = (clock: Clock, maxTimeS: number | undefined, cleaningS: () => number): TimeLimit => {
  const stop = new AbortController();
  const ending = endingOf(clock, stop.signal);
  if (maxTimeS === undefined) return { ending, leftS: () => Number.POSITIVE_INFINITY };
  const over = new AbortController();
  // Whoever sets a limit waits for nothing that was skipped.
  const waitedUs = () => clock.nowUs() - (clock.aheadUs?.() ?? 0);
  const endUs = waitedUs() + maxTimeS * 1e6;
  const leftS = () => (endUs - waitedUs()) / 1e6 - Math.min(cleaningS(), maxTimeS / 2);
  const check = () => {
    const leftMs = leftS() * 1000;
    if (leftMs <= 0) stop.abort(new Error(outOfTime));
    else disarmStop = clock.after(Math.min(leftMs, checkAgainMs), check);
  };
  let disarmStop = () => {};
  check();
  const disarmOver = clock.after(maxTimeS * 1000, () => over.abort(new Error(outOfTime)));
  const done = () => {
    ending.done();
    disarmStop();
    disarmOver();
  };
  return { ending: { ...ending, over: over.signal, done }, leftS };
};
