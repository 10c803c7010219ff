import { type FamilyId, families } from "./families.ts";
import type { Hypothesis } from "./replay.ts";

/** What a search for hypotheses starts from, read off the observations. */
export interface Clues {
  readonly family: FamilyId;
  readonly limit: number;
  readonly windowS: number;
  readonly firstResetS: number | undefined;
  /** Start of the first call, µs of our clock. */
  readonly firstUs: number;
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

/** The coarse search over one family with one window: few enough to try all, near enough for the best to be refined. */
export const coarse = (clues: Clues): Hypothesis[] => {
  const { family, limit, windowS, firstUs } = clues;
  const windowUs = windowS * 1e6;
  const base = { family: families[family], config: { limit, windowS }, shiftUs: 0, begunUs: 0 };
  /** Shift that puts an edge of the server's windows this long after our first call. */
  const edgeAfter = (us: number) => (((-firstUs - us) % windowUs) + windowUs) % windowUs;
  const phases =
    family === "interval-bucket"
      ? range(12).map((n) => ({ begunUs: ((n / 12) * windowUs) / limit }))
      : family === "fixed-window-aligned" || family === "sliding-counter"
        ? [
            ...range(120).map((n) => edgeAfter(((n + 0.5) / 120) * windowUs)),
            ...(clues.firstResetS === undefined
              ? []
              : [0.1, 0.3, 0.5, 0.7, 0.9].map((s) => edgeAfter(((clues.firstResetS ?? 0) - s) * 1e6))),
          ].map((shiftUs) => ({ shiftUs }))
        : [{}];
  return phases.map((phase) => ({ ...base, ...phase }));
};

/** Neighbours of a hypothesis, this share of the coarse search's grid away. */
export const refine = (best: Hypothesis, share: number): Hypothesis[] => {
  const windowUs = best.config.windowS * 1e6;
  switch (best.family.id) {
    case "interval-bucket": {
      const stepUs = (windowUs / best.config.limit / 12) * share;
      return [-1, 1].map((n) => ({ ...best, begunUs: best.begunUs + n * stepUs }));
    }
    case "fixed-window-aligned":
    case "sliding-counter": {
      const stepUs = (windowUs / 120) * share;
      return [-1, 1].map((n) => ({ ...best, shiftUs: best.shiftUs + n * stepUs }));
    }
    default:
      return [];
  }
};
