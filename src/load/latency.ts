import type { LatencySummary } from "../contract/run.ts";
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
