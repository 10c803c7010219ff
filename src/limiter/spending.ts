import type { LimiterObservation } from "./observation.ts";
import type { LimiterAlarm } from "./verify.ts";

/** Claims about single steps from one call to the next, judged only where nothing of ours overlaps. */
export interface Spending {
  /** @param overlaps another call of ours is in flight */
  readonly sent: (overlaps: boolean) => void;
  readonly lost: () => void;
  readonly answered: (key: number, seen: LimiterObservation) => readonly LimiterAlarm[];
}

interface Last {
  readonly key: number;
  readonly seen: LimiterObservation;
}

/**
 * Judges only on a token that nobody else uses: what others spend looks exactly like dear calls and broken promises, and
 * another caller in step with us like a price of two, for as long as one cares to look.
 */
export const createSpending = (): Spending => {
  let alone = true;
  let last: Last | undefined;
  let refused: { readonly key: number; readonly untilUs: number; readonly waitS: number } | undefined;
  /** Calls without an answer may still be counted, and late; each excuses one request that went missing. */
  let ghosts = 0;

  const excused = (missing: number): boolean => {
    if (missing > ghosts) return false;
    ghosts -= missing;
    return true;
  };

  const dear = (from: Last, to: Last): LimiterAlarm[] => {
    if (!from.seen.admitted || !to.seen.admitted || from.seen.limit !== to.seen.limit) return [];
    if (from.seen.remaining === undefined || to.seen.remaining === undefined) return [];
    const fall = from.seen.remaining - to.seen.remaining;
    if (fall <= 1 || excused(fall - 1)) return [];
    return [
      {
        claim: "one-call-costs-one",
        expected: `Remaining ${from.seen.remaining - 1} or more`,
        received: `Remaining ${to.seen.remaining} one call after ${from.seen.remaining}`,
        calls: [from.key, to.key],
      },
    ];
  };

  const early = (from: Last, to: Last): LimiterAlarm[] =>
    // Where Remaining lags, the later call may find one less than was told.
    from.seen.admitted && !to.seen.admitted && (from.seen.remaining ?? 0) >= 2 + ghosts
      ? [
          {
            claim: "refused-only-when-spent",
            expected: `admitted after Remaining ${from.seen.remaining}`,
            received: "429",
            calls: [from.key, to.key],
          },
        ]
      : [];

  const waited = (to: Last): LimiterAlarm[] =>
    refused === undefined || to.seen.startUs < refused.untilUs || to.seen.admitted || excused(1)
      ? []
      : [
          {
            claim: "reset-is-truthful",
            expected: `admitted ${refused.waitS} s after a refusal, as Reset said`,
            received: `429 again after ${((to.seen.startUs - refused.untilUs) / 1e6 + refused.waitS).toFixed(2)} s`,
            calls: [refused.key, to.key],
          },
        ];

  return {
    sent: (overlaps) => {
      alone = !overlaps;
    },
    lost: () => {
      ghosts++;
      last = undefined;
      refused = undefined;
    },
    answered: (key, seen) => {
      const here: Last = { key, seen };
      const found = alone ? waited(here) : [];
      if (alone && last !== undefined) found.push(...early(last, here), ...dear(last, here));
      // A call that overlapped a refused one may have taken what its Reset announced. Whoever asks again too soon starts to
      // wait anew: whether refusals extend the wait is unknown.
      const waitS = Math.max(1, seen.resetS ?? 1);
      refused =
        !seen.admitted && alone && seen.resetS !== undefined
          ? { key, untilUs: seen.endUs + waitS * 1e6, waitS }
          : undefined;
      last = alone ? here : undefined;
      return found;
    },
  };
};
