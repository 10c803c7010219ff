import type { Clock } from "../contract/clock.ts";

/** Thrown inside a case when it may send no more; the case ends there and nothing is wrong. */
export class BudgetSpent extends Error {
  constructor() {
    super("the request budget of this part is spent");
    this.name = "BudgetSpent";
  }
}

/** The run's hard ceiling on requests, with what is set aside for cleaning up. */
export interface RequestBudget {
  readonly ceiling: number;
  readonly spent: number;
  /** Lifts the ceiling by so many requests. */
  raise(more: number): void;
  /** What exploring may still spend: the ceiling less what cleaning up will need. */
  left(): number;
  /** Takes one request, or throws {@link BudgetSpent}. `cleaning` may use what was set aside. */
  take(cleaning?: boolean): void;
}

/**
 * @param reserved requests that cleaning up would need at this moment
 * @param spare what the service itself still has to give, beside what cleaning up needs of it. Default: no end
 */
export const createRequestBudget = (
  requests: number,
  reserved: () => number,
  spare: () => number = () => Number.POSITIVE_INFINITY,
  onTaken?: () => void,
): RequestBudget => {
  let spent = 0;
  let ceiling = requests;
  const left = () => Math.max(0, Math.min(ceiling - spent - reserved(), spare()));
  return {
    get ceiling() {
      return ceiling;
    },
    raise: (more) => {
      ceiling += more;
    },
    get spent() {
      return spent;
    },
    left,
    take: (cleaning = false) => {
      if (cleaning ? spent >= ceiling : left() <= 0) throw new BudgetSpent();
      spent++;
      onTaken?.();
    },
  };
};

/** Requests a minute where the service says nothing. @see facts 7.1 */
export const usualLimit = 90;

/** Share of a limit that a run paces itself by. */
const share = 0.9;

/** Seconds a budget takes when a window's allowance may leave at once and the rest is paced. */
export const secondsFor = (budget: number, limit: number, windowS = 60): number =>
  Math.max(0, Math.ceil(((budget - share * limit) * windowS) / (share * limit)));

/** Requests that fit into a time so: the other way round. */
export const requestsWithin = (seconds: number, limit: number, windowS = 60): number =>
  Math.floor(share * limit * (1 + seconds / windowS));

/** When a run has to be over, whatever the service makes it wait for. */
export interface Deadline {
  /** Time left, ms: to explore, which ends while cleaning up is still in time, or to clean up. */
  leftMs(cleaning: boolean): number;
  /** Moves the end to so long after the start. */
  endAfter(ms: number): void;
  /** Something was left out because there was no time for it. */
  readonly reached: boolean;
  /**
   * Does what may wait, with a signal that ends the wait when `stop` does, or in time.
   * @throws BudgetSpent when there is no time left, or none is left when the wait would be over
   */
  inTime<T>(cleaning: boolean, stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/**
 * @param cleaningMs what cleaning up would take at this moment
 * @param longestWaitMs what the end is put off by, so that a request for cleaning up can wait as long. Default: it is not
 */
export const createDeadline = (
  clock: Clock,
  cleaningMs: () => number,
  longestWaitMs: () => number = () => 0,
): Deadline => {
  const startUs = clock.nowUs();
  let endUs = Number.POSITIVE_INFINITY;
  let reached = false;
  const leftMs = (cleaning: boolean): number => {
    const left = (endUs - clock.nowUs()) / 1000;
    return cleaning || left === Number.POSITIVE_INFINITY
      ? left
      : left - Math.min(cleaningMs(), (endUs - startUs) / 2000);
  };
  return {
    leftMs,
    endAfter: (ms) => {
      endUs = startUs + ms * 1000;
    },
    get reached() {
      return reached;
    },
    async inTime(cleaning, stop, work) {
      if (cleaning) endUs = Math.max(endUs, clock.nowUs() + longestWaitMs() * 1000);
      const left = leftMs(cleaning);
      if (left === Number.POSITIVE_INFINITY) return work(stop);
      if (left <= 0) {
        reached = true;
        throw new BudgetSpent();
      }
      const end = new AbortController();
      const onStop = () => end.abort(stop.reason);
      const disarm = clock.after(left, () => {
        reached = true;
        end.abort(new BudgetSpent());
      });
      // AbortSignal.any costs more than all else here, and leaves a mark on a signal that lives as long as the run.
      if (stop.aborted) onStop();
      else stop.addEventListener("abort", onStop, { once: true });
      try {
        return await work(end.signal);
      } finally {
        disarm();
        stop.removeEventListener("abort", onStop);
      }
    },
  };
};
