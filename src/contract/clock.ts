/**
 * Time as a parameter. Everything that waits or measures takes a clock, so that in process a run of many minutes costs
 * none, and a test can make time jump.
 */
export interface Clock {
  /** Monotonic time in microseconds since an arbitrary start; never steps back. */
  nowUs(): number;
  /** Wall-clock time in milliseconds since 1970; may step. Only for showing to people. */
  wallMs(): number;
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `call` after `ms` milliseconds; returns the way to prevent it. What a thousand a second wait by costs no signal and no promise. */
  after(ms: number, call: () => void): () => void;
  /** Moves on by `ms` milliseconds at once, while nothing is under way. Absent where time is shared with others. */
  skip?(ms: number): void;
  /** Skipped so far, µs: it has passed for what was measured, and was not waited for. */
  aheadUs?(): number;
}

/** Of a machine's own time, moved on by what was skipped. */
export interface SkippingClock extends Clock {
  skip(ms: number): void;
  aheadUs(): number;
}

/** The machine's own clock. */
export const realClock: Clock = {
  nowUs: () => Math.round(performance.now() * 1000),
  wallMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
        Math.max(0, ms),
      );
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
  after: (ms, call) => {
    const timer = setTimeout(call, Math.max(0, ms));
    return () => clearTimeout(timer);
  },
};

/** The machine's clock for a server with no other clients: a wait in which nothing happens need not be sat out. */
export const skippingClock = (): SkippingClock => {
  let aheadUs = 0;
  return {
    ...realClock,
    nowUs: () => realClock.nowUs() + aheadUs,
    wallMs: () => realClock.wallMs() + aheadUs / 1000,
    skip: (ms) => {
      aheadUs += Math.round(ms * 1000);
    },
    aheadUs: () => aheadUs,
  };
};

const monotonicUs = () => Number(process.hrtime.bigint()) / 1000;

/** Readings of two clocks never fall on one moment: the closest of this many is taken. */
const readings = 20;

/** The moment {@link realClock} counts from, in the machine's monotonic time, µs. Each thread's counts from another. */
export const realOriginUs = (): number => {
  let best = { apartUs: Number.POSITIVE_INFINITY, originUs: 0 };
  for (let reading = 0; reading < readings; reading++) {
    const beforeUs = monotonicUs();
    const nowUs = realClock.nowUs();
    const apartUs = monotonicUs() - beforeUs;
    if (apartUs < best.apartUs) best = { apartUs, originUs: beforeUs + apartUs / 2 - nowUs };
  }
  return best.originUs;
};

/** The {@link realClock} of the thread whose origin this is, for another thread; good to a few µs. */
export const realClockFrom = (originUs: number): Clock => ({
  ...realClock,
  nowUs: () => Math.round(monotonicUs() - originUs),
});

interface Sleeper {
  readonly atUs: number;
  readonly order: number;
  readonly wake: () => void;
  cancelled: boolean;
}

/** How many empty turns of the event loop mean that only sleepers are left. Promise chains need none, streams a few. */
const idleTurns = 3;
/** The same where both ends of loopback sockets are in this process: what one has written, the other reads some turns later. @internal */
export const idleTurnsOfSockets = 25;

/**
 * A clock that stands still while any task works and jumps to the earliest sleeper when all wait. Ties wake in the order
 * they went to sleep, so a run is the same every time.
 */
export const virtualClock = (startWallMs = Date.UTC(2026, 0, 1), turns = idleTurns): Clock => {
  let now = 0;
  let order = 0;
  let ticking = false;
  const sleepers: Sleeper[] = [];

  const earlier = (a: Sleeper, b: Sleeper) => a.atUs - b.atUs || a.order - b.order;
  const insert = (sleeper: Sleeper) => {
    let low = 0;
    let high = sleepers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = sleepers[middle];
      if (other !== undefined && earlier(other, sleeper) <= 0) low = middle + 1;
      else high = middle;
    }
    sleepers.splice(low, 0, sleeper);
  };
  const tick = (idle: number) => {
    if (idle < turns) {
      setImmediate(tick, idle + 1);
      return;
    }
    let next = sleepers.shift();
    while (next?.cancelled) next = sleepers.shift();
    if (next === undefined) {
      ticking = false;
      return;
    }
    now = Math.max(now, next.atUs);
    next.wake();
    setImmediate(tick, 0);
  };

  const wakeAfter = (ms: number, wake: () => void): Sleeper => {
    const sleeper: Sleeper = { atUs: now + Math.max(0, Math.round(ms * 1000)), order: order++, wake, cancelled: false };
    insert(sleeper);
    if (!ticking) {
      ticking = true;
      setImmediate(tick, 0);
    }
    return sleeper;
  };

  return {
    nowUs: () => now,
    wallMs: () => startWallMs + now / 1000,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = wakeAfter(ms, () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        });
        const onAbort = () => {
          sleeper.cancelled = true;
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
    after: (ms, call) => {
      const sleeper = wakeAfter(ms, call);
      return () => {
        sleeper.cancelled = true;
      };
    },
  };
};
