import type { Draft } from "../contract/draft.ts";
import type { LoadSecond } from "../contract/run.ts";

/** For every tenfold of time: as wide as a histogram's, 1.2 %. */
const bucketsPerDecade = 200;

/** The times of one second in buckets, and the longest of them as it was; µs. */
interface Times {
  readonly counts: Map<number, number>;
  maxUs: number;
}

/** What happened in one second. Seconds of several streams, and neighbours, add up. */
export interface SecondTally extends Draft<Omit<LoadSecond, "acceptedMs" | "refusedMs" | "underWay">> {
  bytes: number;
  /** µs that its requests were under way in it, all together. */
  busyUs: number;
  /** Seconds it stands for. */
  seconds: number;
  readonly acceptedTimes: Times;
  readonly refusedTimes: Times;
}

const noTimes = (): Times => ({ counts: new Map(), maxUs: 0 });

export const newSecond = (second: number): SecondTally => ({
  second,
  accepted: 0,
  refused: 0,
  failed: 0,
  bytes: 0,
  busyUs: 0,
  seconds: 1,
  acceptedTimes: noTimes(),
  refusedTimes: noTimes(),
});

export const addTime = (times: Times, us: number): void => {
  const edge = Math.ceil(Math.log10(Math.max(us, 1)) * bucketsPerDecade - 1e-9);
  times.counts.set(edge, (times.counts.get(edge) ?? 0) + 1);
  times.maxUs = Math.max(times.maxUs, us);
};

const addTimes = (into: Times, from: Times): void => {
  for (const [edge, count] of from.counts) into.counts.set(edge, (into.counts.get(edge) ?? 0) + count);
  into.maxUs = Math.max(into.maxUs, from.maxUs);
};

/** Adds what another stream did, or what happened later, to a second. */
export const addSecond = (into: SecondTally, from: SecondTally): void => {
  into.accepted += from.accepted;
  into.refused += from.refused;
  into.failed += from.failed;
  into.bytes += from.bytes;
  into.busyUs += from.busyUs;
  if (from.remaining !== undefined) into.remaining = from.remaining;
  addTimes(into.acceptedTimes, from.acceptedTimes);
  addTimes(into.refusedTimes, from.refusedTimes);
};

/** The slowest stands as it was measured: a table that says the maximum says the same. */
const bucketsOf = ({ counts, maxUs }: Times): (readonly [number, number])[] =>
  [...counts]
    .sort(([a], [b]) => a - b)
    .map(([edge, count]) => [Math.min(maxUs, 10 ** (edge / bucketsPerDecade)) / 1000, count]);

/** As it is saved. */
export const savedSecond = ({ acceptedTimes, refusedTimes, busyUs, seconds, ...second }: SecondTally): LoadSecond => ({
  ...second,
  underWay: Number((busyUs / (seconds * 1e6)).toPrecision(4)),
  ...(acceptedTimes.counts.size === 0 ? {} : { acceptedMs: bucketsOf(acceptedTimes) }),
  ...(refusedTimes.counts.size === 0 ? {} : { refusedMs: bucketsOf(refusedTimes) }),
});
