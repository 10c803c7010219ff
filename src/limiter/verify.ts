import { edgesBound, type ReturnBound, refillBound, returnKindOf, type WindowCount, windowCount } from "./bounds.ts";
import type { FamilyId } from "./families.ts";
import type { LimiterObservation } from "./observation.ts";
import { createSpending } from "./spending.ts";

/** What is held of a limiter, whatever its family. */
export const limiterClaims = {
  "admissions-within-bound": "no interval holds more admitted calls than the limiter's family allows",
  "remaining-not-overspent": "no more calls are admitted than Remaining promised and time gave back",
  "remaining-falls-with-use": "each call takes one from Remaining; it rises only as time gives back",
  "one-call-costs-one": "one call takes no more than one from Remaining",
  "remaining-within-limit": "Remaining lies between 0 and Limit",
  "reset-is-truthful": "who waits Reset seconds, at least one, after a refusal is admitted",
  "refused-only-when-spent": "nobody is refused while Remaining says there is budget left",
} as const;
export type LimiterClaim = keyof typeof limiterClaims;

/** A claim that a history refutes. */
export interface LimiterAlarm {
  readonly claim: LimiterClaim;
  /** What would have been right, and what came, a line each. */
  readonly expected: string;
  readonly received: string;
  /** Keys of the calls that show it, the last one where it showed. */
  readonly calls: readonly number[];
}

export interface VerifyOptions {
  /** The identified family; undefined: only what no family explains is an alarm. */
  readonly family?: FamilyId | undefined;
  /**
   * The window in seconds, where known. Undefined: at most a minute (guide G8), at least what Reset has announced so far
   * and one second; only what no such window explains is an alarm.
   */
  readonly windowS?: number | undefined;
  /**
   * Nobody but the calls given spends from this token. Default false: then `one-call-costs-one`, `reset-is-truthful` and
   * `refused-only-when-spent` are not judged, since others' spending looks just like that.
   */
  readonly exclusive?: boolean;
}

/** Verifies the limiter behind one token while its history goes by: constant work a call, amortised, and bounded memory. */
export interface LimiterVerifier {
  /** A call has left. Keys are the caller's, such as sequence numbers. Times must not step back. */
  readonly sent: (key: number, startUs: number) => void;
  /** Its answer. Each claim alarms once. */
  readonly answered: (key: number, seen: LimiterObservation) => readonly LimiterAlarm[];
  /** It failed, or its answer says nothing of the limiter (a 401, an edge's page): it may have cost one, or none. */
  readonly lost: (key: number) => void;
}

interface Ticket {
  readonly startUs: number;
  /** Admitted calls that had ended when it left. */
  readonly endedBefore: number;
  /** Latest start of a call that had ended when it left: a Remaining that lags is at least that young. */
  readonly beforeUs: number | undefined;
  /** WindowCount totals when it left, by position of the window. */
  readonly totals: readonly (number | undefined)[];
}

type Counted = "admissions-within-bound" | "remaining-not-overspent" | "remaining-falls-with-use";

interface Bounds {
  readonly position: number;
  readonly windowS: number;
  readonly refill: Record<Counted, ReturnBound>;
  readonly edges: Record<Counted, ReturnBound>;
  readonly count: WindowCount;
  /** Kinds still explaining, by claim. */
  readonly alive: Record<Counted, { refill: boolean; edges: boolean; log: boolean }>;
}

const presumedWindowsS = [1, 2, 3, 5, 8, 10, 15, 20, 30, 45, 60];
const perClaim = <T>(make: () => T): Record<Counted, T> => ({
  "admissions-within-bound": make(),
  "remaining-not-overspent": make(),
  "remaining-falls-with-use": make(),
});

/**
 * How it works. Let S be Remaining plus the own calls admitted so far. Whatever others spend lowers S; only what the limiter
 * gives back raises it. So an S that rises faster than any family gives back convicts the limiter, and nobody's traffic can
 * make an honest one look so. A counter that stands still, calls that are free, calls admitted past zero, and two callers
 * let in by a race on the last request all raise S. Overlapping calls are counted in the way that favours the limiter.
 */
export const createLimiterVerifier = ({ family, windowS, exclusive = false }: VerifyOptions = {}): LimiterVerifier => {
  const windows = windowS === undefined ? presumedWindowsS : [windowS];
  const only = family === undefined ? undefined : returnKindOf[family];
  const open = new Map<number, Ticket>();
  const spending = exclusive ? createSpending() : undefined;
  const alarmed = new Set<LimiterClaim>();
  let limit: number | undefined;
  let all: Bounds[] = [];
  let firstSentUs: number | undefined;
  let ended = 0;
  let lastEndedUs: number | undefined;
  let longestResetS = 0;

  const begin = (advertised: number) => {
    limit = advertised;
    all = windows.map((seconds, position) => ({
      position,
      windowS: seconds,
      refill: perClaim(() => refillBound(advertised, seconds)),
      edges: perClaim(() => edgesBound(advertised, seconds)),
      count: windowCount(seconds),
      alive: perClaim(() => ({
        refill: only === undefined || only === "refill",
        edges: only === undefined || only === "edges",
        log: only === undefined || only === "log",
      })),
    }));
    if (longestResetS > 0) narrow(longestResetS, advertised);
    if (firstSentUs !== undefined) capacity(advertised, firstSentUs);
  };

  /** Nobody can have more than Limit left, at any moment. */
  const capacity = (most: number, atUs: number) => {
    for (const { refill, edges } of all)
      for (const kind of [refill, edges])
        for (const bound of [
          kind["admissions-within-bound"],
          kind["remaining-not-overspent"],
          kind["remaining-falls-with-use"],
        ])
          bound.from(most, atUs);
  };

  /** Windows shorter than what Reset has announced are impossible from then on. */
  const narrow = (resetS: number, most: number) => {
    const least = Math.min(60, ((resetS - 1) * most) / (most + 1));
    const first = all.findLastIndex((bounds) => bounds.windowS <= least);
    if (first > 0) all = all.slice(first);
  };

  const raise = (claim: LimiterClaim, expected: string, received: string, calls: readonly number[]): LimiterAlarm[] => {
    if (alarmed.has(claim)) return [];
    alarmed.add(claim);
    return [{ claim, expected, received, calls }];
  };

  const judge = (claim: Counted, received: string, key: number): LimiterAlarm[] => {
    // The shortest possible window explains whatever a longer one does.
    const [bounds] = all;
    if (bounds === undefined) return [];
    const { refill, edges, log } = bounds.alive[claim];
    if (refill || edges || log) return [];
    const what = family ?? "any known family";
    return raise(claim, `what ${what} gives back in ${bounds.windowS} s or more: ${limiterClaims[claim]}`, received, [
      key,
    ]);
  };

  const admit = (ticket: Ticket, seen: LimiterObservation, most: number): void => {
    const { endUs, remaining } = seen;
    for (const { position, refill, edges, alive, count } of all) {
      count.admitted(ticket.startUs);
      for (const claim of ["admissions-within-bound", "remaining-not-overspent"] as const) {
        if (!refill[claim].reach(ended, endUs)) alive[claim].refill = false;
        if (!edges[claim].reach(ended, endUs)) alive[claim].edges = false;
        if (alive[claim].log && count.alive(endUs) > most) alive[claim].log = false;
      }
      if (remaining === undefined) continue;
      const claim = "remaining-falls-with-use";
      const least = remaining + ticket.endedBefore + 1;
      if (!refill[claim].reach(least, endUs)) alive[claim].refill = false;
      if (!edges[claim].reach(least, endUs)) alive[claim].edges = false;
      if (alive[claim].log && remaining + count.alive(endUs, ticket.totals[position] ?? 0) + 1 > most)
        alive[claim].log = false;
    }
  };

  const promise = (ticket: Ticket, remaining: number): void => {
    const most = remaining + ended + open.size;
    for (const { refill, edges } of all)
      for (const claim of ["remaining-not-overspent", "remaining-falls-with-use"] as const) {
        if (ticket.beforeUs !== undefined) refill[claim].from(most, ticket.beforeUs);
        edges[claim].from(most, ticket.startUs);
      }
  };

  const close = (key: number): Ticket | undefined => {
    const ticket = open.get(key);
    open.delete(key);
    if (ticket !== undefined) lastEndedUs = Math.max(ticket.startUs, lastEndedUs ?? ticket.startUs);
    return ticket;
  };

  return {
    sent: (key, startUs) => {
      firstSentUs ??= startUs;
      if (limit !== undefined) capacity(limit + ended + open.size, startUs);
      const totals: (number | undefined)[] = [];
      for (const { position, count } of all) totals[position] = count.total();
      open.set(key, { startUs, endedBefore: ended, beforeUs: lastEndedUs, totals });
      spending?.sent(open.size > 1);
    },
    lost: (key) => {
      close(key);
      spending?.lost();
    },
    answered: (key, seen) => {
      const ticket = close(key);
      if (ticket === undefined) return [];
      if (seen.limit !== undefined && seen.limit >= 1 && seen.limit !== limit) begin(seen.limit);
      const { remaining, resetS } = seen;
      // A Reset of hours is no number of seconds of a minute's budget, and proves no window.
      if (limit !== undefined && resetS !== undefined && resetS > longestResetS && resetS <= 600) {
        longestResetS = resetS;
        narrow(resetS, limit);
      }
      const alarms: LimiterAlarm[] = [];
      if (seen.admitted) {
        ended++;
        if (limit !== undefined) {
          admit(ticket, seen, limit);
          const told = `${ended} admitted so far, Remaining ${remaining ?? "not told"}, Limit ${limit}`;
          for (const claim of [
            "admissions-within-bound",
            "remaining-not-overspent",
            "remaining-falls-with-use",
          ] as const)
            alarms.push(...judge(claim, told, key));
        }
      }
      if (remaining !== undefined) {
        promise(ticket, remaining);
        if (remaining < 0 || (limit !== undefined && remaining > limit))
          alarms.push(...raise("remaining-within-limit", `0 to ${limit ?? "Limit"}`, `Remaining ${remaining}`, [key]));
      }
      for (const { claim, expected, received, calls } of spending?.answered(key, seen) ?? [])
        alarms.push(...raise(claim, expected, received, calls));
      return alarms;
    },
  };
};

/** All alarms over a finished history of one token, in order of time; keys are positions in the list. */
export const verifyLimiter = (
  observations: readonly LimiterObservation[],
  options: VerifyOptions = {},
): readonly LimiterAlarm[] => {
  const verifier = createLimiterVerifier(options);
  const events = observations.flatMap((seen, key) => [
    { atUs: seen.startUs, sending: true, key, seen },
    { atUs: Math.max(seen.endUs, seen.startUs + 1), sending: false, key, seen },
  ]);
  events.sort((a, b) => a.atUs - b.atUs || Number(a.sending) - Number(b.sending));
  return events.flatMap(({ sending, key, seen }) => {
    if (!sending) return verifier.answered(key, seen);
    verifier.sent(key, seen.startUs);
    return [];
  });
};
