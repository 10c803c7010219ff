import { setMaxListeners } from "node:events";
import type { Clock } from "./clock.ts";

/** How work that makes records on a service is ended before its time. */
export interface Ending {
  /** Aborted: nothing new is sent, every wait ends. */
  readonly stop: AbortSignal;
  /** Aborted some seconds after it: cleaning up ends too, and what is still under way is given up. */
  readonly over: AbortSignal;
  /** The work has ended: no timer is left behind. */
  readonly done: () => void;
}

/** Longest that cleaning up takes after an interruption: whoever asked kills what has not gone after ten seconds. */
export const cleanUpMs = 8000;

/** @param stop absent: nothing ends the work but itself */
export const endingOf = (clock: Pick<Clock, "after">, stop = new AbortController().signal): Ending => {
  const over = new AbortController();
  // As many wait at once as a burst has requests: no leak.
  setMaxListeners(0, stop, over.signal);
  let cancel = () => {};
  const onStop = () => {
    cancel = clock.after(cleanUpMs, () => over.abort(stop.reason));
  };
  if (stop.aborted) onStop();
  else stop.addEventListener("abort", onStop, { once: true });
  return {
    stop,
    over: over.signal,
    done: () => {
      stop.removeEventListener("abort", onStop);
      cancel();
    },
  };
};
