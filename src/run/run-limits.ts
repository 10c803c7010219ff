import { reserveOf } from "../client/pacing/token-budget.ts";
import type { Clock } from "../contract/clock.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import {
  createDeadline,
  createRequestBudget,
  type Deadline,
  type RequestBudget,
  requestsWithin,
  secondsFor,
} from "./budget.ts";
import type { Ledger } from "./ledger.ts";

/** What a run is at: each part may use what the one before had to leave. */
type Phase = "exploring" | "asking again" | "cleaning" | "shrinking";

/** How many requests a run may send, and how long it may take. */
export interface RunLimits {
  readonly budget: RequestBudget;
  readonly deadline: Deadline;
  /** Smallest budget with which this run would have come here the same way; undefined once exploring is over. */
  readonly needs: number | undefined;
  /** Sets the end by what is known of the service's limit, and returns what fits into it. */
  planTime(): PlannedTime;
  /** Leaves alone what there is no time for. */
  keepTo(time: PlannedTime): void;
  /** A case of that price begins. */
  commit(price: number): void;
  /**
   * Whether so many requests more may leave too little of the service's own budget to delete what was made, unless it comes
   * back meanwhile.
   */
  mayRunShort(requests: number): boolean;
  enter(phase: Phase): void;
  /** Requests for making one failing case small. */
  readonly shrinkRequests: number;
  /** Requests sent beyond the budget: shrinking, where requests are free. */
  readonly beyondBudget: number;
  outOfTime(): boolean;
  /** Why not all was put to the test that the budget had room for; undefined: it was. */
  cutShortBy(): string | undefined;
}

/** What the plan takes. */
export interface PlannedTime {
  /** Seconds, where nothing goes wrong. */
  readonly seconds: number;
  /** Requests of the budget that fit into the time the run may take. */
  readonly requests: number;
}

export interface RunLimitsOptions {
  /** Requests the run may send in all. */
  readonly budget: number;
  /** Seconds the run may take in all. */
  readonly maxTimeS?: number;
  readonly clock: Clock;
  readonly ledger: Ledger;
  /** Who has records to clean up. */
  readonly callers: readonly TokenAlias[];
  /** The service's budget comes back too slowly to wait for: exploring leaves what deleting takes of it. */
  readonly isScarce: () => boolean;
  /** What the service's budget of a caller has left; undefined: the service says nothing of it. */
  readonly remaining: (as: TokenAlias) => number | undefined;
  /** Requests a window, as far as known now. */
  readonly limit: () => number;
  readonly windowS: () => number;
  /** Between two requests where as much comes back as is spent, ms. */
  readonly paceMs: () => number;
  /** How long an answer takes of late, ms. */
  readonly answerMs: () => number;
  /** How many requests that kept to the budget as it was known were answered 429. */
  readonly limited: () => number;
  /** How many rules have failed: their cases are to be shrunk. */
  readonly failures: () => number;
  /** Requests cost nothing: the simulator lives in this process, and its time is virtual. */
  readonly free: boolean;
  /** How many requests are to be sent again, to learn whose errors they met. */
  readonly unanswered: () => number;
}

/** What a run of this budget keeps back for shrinking once something is broken. */
const shrinkReserve = (ceiling: number) => Math.min(90, Math.floor(ceiling * 0.15));
/** Requests beyond the budget to shrink cases with, where requests are free: for each failure, and for all. */
const freeShrinking = { each: 600, all: 2400 };
const dayMs = 24 * 3600 * 1000;
const mostRepeats = 20;
/** Requests for making one case small, where they count. */
const mostShrinking = 30;
/** For each request that is sent again: a few times, in turn with a plain one, and what cleaning up keeps back for it. */
const perUnanswered = 20;

/** An unannounced wait begins with a second and doubles: so many reach a minute. */
const perSilentWait = 6;
/** So many requests show a pace. */
const fewestGaps = 5;

/** What finding out whether the budget comes back may take of it, and the request by which Remaining may lag. */
const refillReserve = 8;

export const createRunLimits = (options: RunLimitsOptions): RunLimits => {
  const { clock, ledger, callers, limit, windowS, failures, free, unanswered, remaining, isScarce } = options;
  let phase: Phase = "exploring";
  let beyond = 0;
  let needs = 0;
  /** Requests of the budget that there is no time for. */
  let noTimeFor = 0;
  /** Where calls are refused against what was known, or fail, deletions will as well: as large a share, and an unannounced wait. */
  const forRepeats = () => {
    const limited = options.limited();
    const inVain = limited + ledger.errors;
    const served = Math.max(1, budget.spent - inVain);
    return (limited > 0 ? perSilentWait : 0) + Math.ceil(((ledger.open().length + 1) * inVain) / served);
  };
  /** What cleaning up needs as things stand: a deletion a record, more where answers get lost, and a list per caller. */
  const reserved = () =>
    ledger.open().length +
    ledger.unsure +
    ledger.hidden +
    Math.min(ledger.lost, mostRepeats) +
    callers.length +
    noTimeFor +
    Math.min(forRepeats(), Math.floor(options.budget / 6)) +
    (phase === "exploring" && ledger.lost > 0
      ? Math.min(unanswered() * perUnanswered, Math.floor(options.budget / 6))
      : 0) +
    (failures() > 0 && phase !== "shrinking" && !free ? shrinkReserve(options.budget) : 0);
  /** What the service has left beyond the deletions and the look, of the caller who has least. */
  const spare = (): number => {
    const open = ledger.open();
    const spareOf = (caller: TokenAlias) => {
      const toDelete = open.filter(({ as }) => as === caller || !callers.includes(as)).length;
      return (remaining(caller) ?? Number.POSITIVE_INFINITY) - toDelete - 2;
    };
    return Math.min(...callers.map(spareOf));
  };
  /** When the last few requests were taken, µs. */
  const taken: number[] = [];
  /** The least time of late from one request to the next, ms: what is not waited for every time is no pace. */
  const paceOfLate = () =>
    taken.length < fewestGaps ? 0 : Math.min(...taken.slice(1).map((atUs, i) => atUs - (taken[i] ?? atUs))) / 1000;
  const budget = createRequestBudget(
    options.budget,
    reserved,
    () => (isScarce() && phase !== "cleaning" ? spare() : Number.POSITIVE_INFINITY),
    () => {
      taken.push(clock.nowUs());
      if (taken.length > fewestGaps) taken.shift();
    },
  );
  const cleaningMs = () => {
    const requests = ledger.open().length + callers.length;
    // Where no more is left than that, the limiter may begin with a wait of up to a window; what it says to be left may be more than there is.
    const begins = spare() < reserveOf(limit()) || options.limited() > 0 ? windowS() : 0;
    // A service or a way to it that is slow takes longer than the limit requires; half as much again where it gets slower.
    const eachMs = Math.max(options.paceMs(), paceOfLate(), 1.5 * options.answerMs());
    return 2000 + 1000 * begins + requests * eachMs;
  };
  // What was made goes, though it takes longer than was planned; an end that was set holds.
  const longestWaitMs = () => (options.maxTimeS === undefined ? 2000 * windowS() + 2000 : 0);
  const deadline = createDeadline(clock, cleaningMs, longestWaitMs);
  const outOfTime = () => deadline.reached || deadline.leftMs(false) <= 0;
  return {
    budget,
    deadline,
    get needs() {
      return phase === "exploring" ? needs : undefined;
    },
    planTime: () => {
      const planned = secondsFor(options.budget, limit(), windowS());
      const atMostS = options.maxTimeS ?? planned + 2 * windowS();
      deadline.endAfter(atMostS * 1000);
      return {
        seconds: Math.min(planned, atMostS),
        requests: Math.min(options.budget, requestsWithin(atMostS, limit(), windowS())),
      };
    },
    keepTo: ({ requests }) => {
      noTimeFor = options.budget - requests;
    },
    commit: (price) => {
      needs = Math.max(needs, budget.ceiling - budget.left() + price);
    },
    mayRunShort: (requests) =>
      phase === "exploring" &&
      (remaining("A") ?? Number.POSITIVE_INFINITY) < budget.ceiling - budget.spent &&
      spare() < requests + Math.min(refillReserve, limit() / 2),
    enter: (next) => {
      phase = next;
      if (next !== "shrinking" || !free || failures() === 0) return;
      beyond = Math.min(freeShrinking.all, failures() * freeShrinking.each);
      budget.raise(beyond);
      deadline.endAfter(dayMs);
    },
    get shrinkRequests() {
      return beyond === 0 ? mostShrinking : Math.floor(beyond / failures());
    },
    get beyondBudget() {
      return Math.max(0, budget.spent - options.budget);
    },
    outOfTime,
    cutShortBy: () => {
      if (outOfTime()) return "out of time";
      return isScarce() ? "the service's own limit comes back too slowly to wait for" : undefined;
    },
  };
};
