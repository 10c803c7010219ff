import type { Clock } from "../../contract/clock.ts";

interface Waiter {
  readonly atUs: number;
  readonly go: () => void;
}

/**
 * Lets waiters go when their times have come, never sooner, in the order of their times and with one timer for all: a
 * timer each costs more than the sending of what they wait for.
 *
 * A waiter may be a millisecond late, as timers are. Turning the event loop until the very moment would be punctual and
 * keep a processor busy, which made answers up to 3 ms late where the server shares the machine.
 */
export class TimerQueue {
  readonly #clock: Clock;
  readonly #waiting: Waiter[] = [];
  #timer: { readonly atUs: number; readonly cancel: () => void } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `go` at a time, µs; returns the way to give up before. */
  at(atUs: number, go: () => void): () => void {
    const waiter: Waiter = { atUs, go };
    // Nearly always the last.
    let place = this.#waiting.length;
    while (place > 0 && (this.#waiting[place - 1]?.atUs ?? 0) > atUs) place--;
    this.#waiting.splice(place, 0, waiter);
    if (place === 0) this.#arm();
    return () => {
      const found = this.#waiting.indexOf(waiter);
      if (found === -1) return;
      this.#waiting.splice(found, 1);
      if (found === 0) this.#arm();
    };
  }

  /** Resolves at a time, µs; rejects with the signal's reason when it aborts first. */
  until(atUs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (atUs <= this.#clock.nowUs()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        giveUp();
        reject(signal?.reason);
      };
      const giveUp = this.at(atUs, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Lets everyone go now whose time is no later than this, µs: for those who know sooner than the timer that it has come. */
  pass(untilUs: number): void {
    for (let first = this.#waiting[0]; first !== undefined && first.atUs <= untilUs; first = this.#waiting[0]) {
      this.#waiting.shift();
      first.go();
    }
  }

  /** One timer, for the first waiter; none where the queue is empty. */
  #arm() {
    const [first] = this.#waiting;
    if (this.#timer?.atUs === first?.atUs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (first === undefined) return;
    const { atUs } = first;
    const cancel = this.#clock.after(Math.max(1, Math.ceil((atUs - this.#clock.nowUs()) / 1000)), () => {
      this.#timer = undefined;
      this.pass(this.#clock.nowUs());
      this.#arm();
    });
    this.#timer = { atUs, cancel };
  }
}
