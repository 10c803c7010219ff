import { setMaxListeners } from "node:events";
import type { Clock } from "./clock.ts";
import type { Exchange } from "./exchange.ts";

/** How work that makes records on a service is ended before its time. */
export interface Ending {
  /** Aborted: nothing new is sent, every wait ends. */
  readonly stop: AbortSignal;
  /** Aborted soon after it: what is still under way is given up, so that a service that hangs leaves time to clean up. */
  readonly cut: AbortSignal;
  /** Aborted some seconds after it: cleaning up ends too. */
  readonly over: AbortSignal;
  /** The work has ended: no timer is left behind. */
  readonly done: () => void;
}

/** Longest that cleaning up takes after an interruption: process managers kill what still runs ten seconds after their signal. @internal */
export const cleanUpMs = 8000;

/** Longest that a request is waited for after an interruption: whether an abandoned create happened is unknown. */
export const seenThroughMs = 2000;

/** @param stop absent: nothing ends the work but itself */
export const endingOf = (clock: Pick<Clock, "after">, stop: AbortSignal = new AbortController().signal): Ending => {
  const cut = new AbortController();
  const over = new AbortController();
  // As many wait at once as a burst has requests: no leak.
  setMaxListeners(0, stop, cut.signal, over.signal);
  const timers: (() => void)[] = [];
  const onStop = () => {
    timers.push(clock.after(seenThroughMs, () => cut.abort(stop.reason)));
    timers.push(clock.after(cleanUpMs, () => over.abort(stop.reason)));
  };
  if (stop.aborted) onStop();
  else stop.addEventListener("abort", onStop, { once: true });
  return {
    stop,
    cut: cut.signal,
    over: over.signal,
    done: () => {
      stop.removeEventListener("abort", onStop);
      for (const cancel of timers) cancel();
    },
  };
};

/** Two ways to be ended, of which the first counts. */
export const firstOf = (one: Ending, other: Ending): Ending => {
  const signals = {
    stop: AbortSignal.any([one.stop, other.stop]),
    cut: AbortSignal.any([one.cut, other.cut]),
    over: AbortSignal.any([one.over, other.over]),
  };
  setMaxListeners(0, signals.stop, signals.cut, signals.over);
  return {
    ...signals,
    done: () => {
      one.done();
      other.done();
    },
  };
};

/** When a deletion may leave, and how long it may take. */
export interface CleaningTime {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
  readonly pace?: "now";
}

/**
 * After an interruption, one that hangs must leave time for the others. And a bucket that is full in a minute, which is what its
 * Reset says, has the next call back in a second: it is asked, where waiting would leave the record for certain.
 * @param held a gateway answered, or none: it is left alone as long as it says
 */
export const cleaningTime = ({ stop, cut, over }: Ending, held = false): CleaningTime =>
  !stop.aborted
    ? { signal: cut }
    : { signal: over, timeoutMs: seenThroughMs, ...(held ? {} : { pace: "now" as const }) };

/** It got no answer in the time it had: sent again it would take that time once more. */
export const wasTooSlow = ({ outcome }: Pick<Exchange, "outcome">): boolean =>
  outcome.kind === "failure" && outcome.fault === "time";
