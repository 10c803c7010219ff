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
  let sleep: AbortController | undefined;
  let turning = false;

  const turn = async () => {
    turning = true;
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const leftUs = first.atUs - clock.nowUs();
      if (leftUs <= 0) waiting.shift()?.go();
      else {
        sleep = new AbortController();
        // It is ended where nobody is left to wait for.
        await clock.sleep(Math.max(1, leftUs / 1000), sleep.signal).catch(() => undefined);
      }
    }
    turning = false;
  };

  return (atUs, signal) => {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (atUs <= clock.nowUs()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        atUs,
        go: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        waiting.splice(waiting.indexOf(waiter), 1);
        if (waiting.length === 0) sleep?.abort();
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting.push(waiter);
      if (!turning) void turn();
    });
  };
};
