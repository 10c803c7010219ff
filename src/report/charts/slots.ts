import { rankOf } from "../../contract/order-statistics.ts";
import type { LoadSecond, ScenarioRecord } from "../../contract/run.ts";
import { type Buckets, ranksOf } from "../histogram.ts";

/** Several seconds taken together where there are more of them than a picture can show. */
export interface Slot extends LoadSecond {
  readonly seconds: number;
}

const mostSlots = 180;

/** Where the time axis of every chart of the scenario ends, s. */
export const endOf = ({ timeline, limiter, sendLag }: ScenarioRecord): number =>
  Math.ceil(
    Math.max(
      1,
      ...timeline.slice(-1).map(({ second }) => second + 1),
      ...(limiter?.series.slice(-1).map(({ atS }) => atS) ?? []),
      ...(sendLag?.slice(-1).map(({ second }) => second + 1) ?? []),
    ),
  );

const merged = (before: Buckets | undefined, after: Buckets | undefined): Buckets | undefined =>
  before === undefined || after === undefined ? (before ?? after) : [...before, ...after].sort(([a], [b]) => a - b);

/** Seconds in slots of equal length, counts added up; Remaining and waiting as they stood at the end of the slot. */
export const slotsOf = (timeline: readonly LoadSecond[]): readonly Slot[] => {
  const last = timeline.reduce((most, { second }) => Math.max(most, second), 0);
  const seconds = Math.max(1, Math.ceil((last + 1) / mostSlots));
  const slots = new Map<number, Slot>();
  for (const one of [...timeline].sort((a, b) => a.second - b.second)) {
    const start = Math.floor(one.second / seconds) * seconds;
    const before = slots.get(start);
    const [acceptedMs, refusedMs] = [
      merged(before?.acceptedMs, one.acceptedMs),
      merged(before?.refusedMs, one.refusedMs),
    ];
    slots.set(start, {
      ...before,
      ...one,
      second: start,
      seconds,
      accepted: (before?.accepted ?? 0) + one.accepted,
      refused: (before?.refused ?? 0) + one.refused,
      failed: (before?.failed ?? 0) + one.failed,
      ...(acceptedMs === undefined ? {} : { acceptedMs }),
      ...(refusedMs === undefined ? {} : { refusedMs }),
      ...(one.bytes === undefined ? {} : { bytes: (before?.bytes ?? 0) + one.bytes }),
      ...(one.underWay === undefined
        ? {}
        : { underWay: (before?.underWay ?? 0) + one.underWay / Math.min(seconds, last + 1 - start) }),
    });
  }
  return [...slots.values()];
};

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

/** Median, 95th percentile and maximum of a slot, ms. */
export const spreadOf = (buckets: Buckets | undefined): Spread | undefined => {
  if (buckets === undefined || buckets.length === 0) return undefined;
  const ranks = ranksOf(buckets);
  return {
    p50: ranks.at(rankOf(0.5, ranks.samples)),
    p95: ranks.at(rankOf(0.95, ranks.samples)),
    max: ranks.at(ranks.samples),
  };
};
