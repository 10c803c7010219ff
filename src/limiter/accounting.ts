import type { LimiterObservation } from "./limiter.ts";

/**
 * A kind of call whose price is measured. `plain`: an authenticated GET that answers 200. `unauthorized`: an unknown token, 401.
 * `missing`: 404. `invalid`: 422. `other token`: a plain call by another account's token.
 */
export type CallKind = "plain" | "unauthorized" | "missing" | "invalid" | "other token";
export type PricedKind = Exclude<CallKind, "plain">;

/** Calls to make one after the other, as fast as answers come; wait `restS` before, so that the budget is there. */
export interface AccountingRound {
  readonly kind: PricedKind;
  readonly restS: number;
  readonly calls: readonly CallKind[];
}

/** What a driver brings back from a round: its plain calls, in order. */
export interface AccountingResult {
  readonly kind: PricedKind;
  readonly plain: readonly LimiterObservation[];
}

export interface Price {
  readonly kind: PricedKind;
  readonly verdict: "costs" | "free" | "unclear";
  /** Requests one such call took from Remaining, as measured; undefined when it could not be. */
  readonly each: number | undefined;
  readonly reason?: string;
}

const priced = 8;

/**
 * Finds out what costs: between two pairs of plain calls stand eight of the kind in question. Two plain calls on each side,
 * because Remaining may be that of the call before: whichever it is, the second of each pair are ten calls apart.
 * 48 calls; without a second token or writes leave out `other token` or `invalid`.
 * Whether a 429 costs is read off by {@link refusalPrice} from any history with refusals.
 */
export const accountingPlan = (
  kinds: readonly PricedKind[] = ["unauthorized", "missing", "invalid", "other token"],
): readonly AccountingRound[] =>
  kinds.map((kind) => ({
    kind,
    restS: 5,
    calls: ["plain", "plain", ...Array.from({ length: priced }, () => kind), "plain", "plain"],
  }));

/**
 * The price of one kind of call.
 * @param windowS window presumed, seconds: what came back meanwhile must stay below what the calls took
 */
export const priceOf = ({ kind, plain }: AccountingResult, windowS = 60): Price => {
  const unclear = (reason: string): Price => ({ kind, verdict: "unclear", each: undefined, reason });
  const [, before, , after] = plain;
  if (plain.length !== 4 || before === undefined || after === undefined) return unclear("plain calls are missing");
  if (!plain.every(({ admitted }) => admitted)) return unclear("a plain call was refused");
  if (before.remaining === undefined || after.remaining === undefined) return unclear("no answer has a Remaining");
  if (before.limit === undefined || before.limit !== after.limit)
    return unclear("the answers have no Limit, or it changed");
  const backAtMost = (before.limit * (after.endUs - (plain[0]?.startUs ?? 0))) / (windowS * 1e6) + 1;
  if (backAtMost > priced / 2) return unclear("answers were so slow that too much came back meanwhile");
  const fall = before.remaining - after.remaining - 2;
  const each = Math.max(0, fall) / priced;
  if (fall < -backAtMost) return unclear("a window ended meanwhile");
  if (fall <= 0) return { kind, verdict: "free", each: 0 };
  if (fall + backAtMost >= priced && fall <= priced) return { kind, verdict: "costs", each: 1 };
  return fall > priced
    ? { kind, verdict: "costs", each }
    : { kind, verdict: "unclear", each, reason: "neither none nor all of them were counted" };
};

/** The fewest refusals that show their price. */
const fewestRefusals = 6;

/**
 * The price of a refused call (429), of a probe that pressed on although it was refused: free where a family in which
 * refusals are free explains all of it, and dear when a refused caller is still refused though the time of the first Reset has passed, and a
 * second more, are over.
 */
export const refusalPrice = (
  calls: readonly LimiterObservation[],
  identified: boolean,
): Pick<Price, "verdict" | "reason"> => {
  const refusals = calls.filter(({ admitted }) => !admitted).length;
  if (identified && refusals >= fewestRefusals) return { verdict: "free" };
  let first: LimiterObservation | undefined;
  for (const call of calls) {
    if (call.admitted) {
      first = undefined;
      continue;
    }
    if (first?.resetS !== undefined && call.startUs > first.endUs + (Math.max(1, first.resetS) + 1) * 1e6)
      return { verdict: "costs" };
    first ??= call;
  }
  return {
    verdict: "unclear",
    reason: refusals < fewestRefusals ? "hardly any call was refused" : "no family explains what came after refusals",
  };
};
