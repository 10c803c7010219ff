import type { Clock } from "../contract/clock.ts";

interface Waiter {
  readonly atUs: number;
  readonly go: () => void;
}

/**
 * Lets waiters go when their times have come, never sooner. The times are asked for in order, so that one timer serves
 * all who wait: a timer each costs more than the sending of what they wait for.
 *
 * A waiter may be a millisecond late, as timers are. Turning the event loop until the very moment would be punctual and
 * keep a processor busy, which made answers up to 3 ms late where the server shares the machine.
 */
export const createTurnstile = (clock: Clock): ((atUs: number, signal?: AbortSignal) => Promise<void>) => {
  const waiting: Waiter[] = [];
  let turning = false;

  const turn = async () => {
    turning = true;
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const leftUs = first.atUs - clock.nowUs();
      if (leftUs > 0) await clock.sleep(Math.max(1, leftUs / 1000));
      else waiting.shift()?.go();
    }
    turning = false;
  };

  return (atUs, signal) => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (atUs <= clock.nowUs()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal?.reason);
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting.push({
        atUs,
        go: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      });
      if (!turning) void turn();
    });
  };
};
