import type { Draft } from "../contract/defined.ts";
import type { LatencySummary, LoadSecond } from "../contract/run.ts";
import { createHistogram, type Histogram } from "./histogram.ts";

/** One answer, in µs on one clock. */
export interface Timing {
  readonly operation: string;
  readonly status: number;
  /** When the scenario meant the request to start. Absent: it had no slot, as in a closed loop, so it has no time to accept. */
  readonly intendedUs?: number;
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Collects latencies as they happen, in constant memory, and keeps apart what must not be mixed: what was accepted and
 * what was refused with 429, service time and time to accept, each operation and each class of status.
 */
export interface LatencyBook {
  /** `accepted`, and `time to accept` where it had a slot; `refused` when the status is 429; nothing for what failed. @see responseClassOf */
  answered(timing: Timing): void;
  /** One time, µs, measured by another component. */
  add(name: LatencySummary["name"], us: number, of: Pick<Timing, "operation" | "status">): void;
  /** The time one connection took to set up. */
  connected(us: number): void;
  /** Quantile `p` over all operations, in µs; undefined without samples. */
  quantile(name: LatencySummary["name"], p: number): number | undefined;
  /** Over all operations, in µs; undefined without samples. */
  mean(name: LatencySummary["name"]): number | undefined;
  samples(name: LatencySummary["name"]): number;
  /** All together first, then by operation, then by operation and class where an operation met several classes. */
  summaries(): LatencySummary[];
}

type Name = LatencySummary["name"];

interface Series {
  readonly all: Histogram;
  readonly byOperation: Map<string, { readonly all: Histogram; readonly byClass: Map<string, Histogram> }>;
}

const names: readonly Name[] = ["time to accept", "accepted", "refused", "connection"];

const classOf = (status: number) => `${Math.floor(status / 100)}xx`;

const getOrAdd = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
};

export const createLatencyBook = (): LatencyBook => {
  const series = new Map<Name, Series>();
  const seriesOf = (name: Name) => getOrAdd(series, name, () => ({ all: createHistogram(), byOperation: new Map() }));

  const record: LatencyBook["add"] = (name, us, timing) => {
    const { all, byOperation } = seriesOf(name);
    all.record(us);
    const operation = getOrAdd(byOperation, timing.operation, () => ({ all: createHistogram(), byClass: new Map() }));
    operation.all.record(us);
    getOrAdd(operation.byClass, classOf(timing.status), createHistogram).record(us);
  };

  return {
    answered(timing) {
      const serviceUs = timing.endUs - timing.startUs;
      const responseClass = responseClassOf(timing.status);
      if (responseClass === "failed") return;
      if (responseClass === "refused") return record("refused", serviceUs, timing);
      record("accepted", serviceUs, timing);
      if (timing.intendedUs !== undefined) record("time to accept", timing.endUs - timing.intendedUs, timing);
    },
    add: record,
    connected: (us) => seriesOf("connection").all.record(us),
    quantile: (name, p) => series.get(name)?.all.quantile(p),
    mean: (name) => series.get(name)?.all.mean(),
    samples: (name) => series.get(name)?.all.samples ?? 0,
    summaries: () =>
      names.flatMap((name) => {
        const known = series.get(name);
        if (known === undefined) return [];
        return [
          { name, ...known.all.shape() },
          ...[...known.byOperation].flatMap(([operation, { all, byClass }]) => [
            { name, operation, ...all.shape() },
            ...(byClass.size < 2
              ? []
              : [...byClass].map(([statusClass, each]) => ({ name, operation, statusClass, ...each.shape() }))),
          ]),
        ];
      }),
  };
};

/**
 * What became of one request, by its status; 0: no answer. A refused token and a gateway's or a server's error did none of
 * the intended work: counted as accepted, a service that is down would seem to be at its fastest.
 */
export type ResponseClass = "accepted" | "refused" | "failed";

export const responseClassOf = (status: number): ResponseClass => {
  if (status === 0 || status === 401 || status >= 500) return "failed";
  return status === 429 ? "refused" : "accepted";
};

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
