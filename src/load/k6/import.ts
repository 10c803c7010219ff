import type { Draft } from "../../contract/defined.ts";
import { isObject } from "../../contract/is-object.ts";
import type { LatencySummary, LoadSecond, ScenarioRecord } from "../../contract/run.ts";
import { boundsOf, type Gauge, resultOf } from "../expression.ts";
import { createHistogram } from "../histogram.ts";
import { createLatencyBook, type LatencyBook, type ResponseClass, responseClassOf } from "../latency.ts";

/** A sample of one of k6's metrics, as `k6 run --out json=FILE` writes it. */
interface Point {
  readonly metric: string;
  readonly timeMs: number;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

type Second = Draft<LoadSecond>;

const tagsOf = (value: unknown): Readonly<Record<string, string>> =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).flatMap(([name, tag]) => (typeof tag === "string" ? [[name, tag]] : [])))
    : {};

const pointOf = (line: { readonly [name: string]: unknown }): Point | undefined => {
  const { metric, data } = line;
  if (typeof metric !== "string" || !isObject(data) || typeof data.value !== "number") return undefined;
  const timeMs = typeof data.time === "string" ? Date.parse(data.time) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : { metric, timeMs, value: data.value, tags: tagsOf(data.tags) };
};

/** Everything counted of one run; k6 writes its points about in order of time. */
class Collected {
  readonly book: LatencyBook = createLatencyBook();
  readonly streams = new Map<string, LatencyBook>();
  readonly seconds = new Map<number, Second>();
  readonly counts = { sent: 0, accepted: 0, refused: 0, failed: 0 };
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;

  add(kind: ResponseClass, { timeMs, value, tags }: Point) {
    this.firstMs = Math.min(this.firstMs, timeMs);
    this.lastMs = Math.max(this.lastMs, timeMs);
    this.counts.sent++;
    this.counts[kind]++;
    const at = Math.floor(timeMs / 1000);
    const second = this.seconds.get(at) ?? { second: at, accepted: 0, refused: 0, failed: 0 };
    second[kind]++;
    this.seconds.set(at, second);
    if (kind === "failed") return;
    this.time(kind, value, tags, kind === "refused" ? 429 : Number(tags.status ?? 200));
  }

  time(name: LatencySummary["name"], ms: number, tags: Point["tags"], status: number) {
    const of = { operation: tags.operation ?? tags.name ?? "request", status };
    for (const book of this.booksOf(tags.stream ?? tags.scenario)) book.add(name, ms * 1000, of);
  }

  private booksOf(stream: string | undefined): readonly LatencyBook[] {
    if (stream === undefined) return [this.book];
    const known = this.streams.get(stream) ?? createLatencyBook();
    this.streams.set(stream, known);
    return [this.book, known];
  }

  timeline(): LoadSecond[] {
    const from = Math.floor(this.firstMs / 1000);
    return [...this.seconds.values()]
      .sort((a, b) => a.second - b.second)
      .map((each) => ({ ...each, second: each.second - from }));
  }
}

export interface ImportOptions {
  readonly id: string;
  readonly statement?: string;
  /** The script's thresholds: k6 writes into its output none that are set on a part of a metric. @see k6Thresholds */
  readonly thresholds?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads the JSON output of k6 into a record like those of our own scenarios. Scripts that were exported from here keep
 * accepted and refused apart in metrics of their own; of any other script the requests are distinguished by their status.
 * Lines that are no JSON are passed over and counted among the warnings.
 */
export const importK6 = async (
  lines: AsyncIterable<string> | Iterable<string>,
  options: ImportOptions,
): Promise<ScenarioRecord> => {
  const { id, statement } = options;
  const own = new Collected();
  const plain = new Collected();
  const gauges: Gauge[] = [];
  const counters = new Set<unknown>();
  let broken = 0;
  let droppedIterations = 0;

  const declare = (name: unknown, thresholds: unknown) => {
    if (typeof name !== "string") return;
    for (const bound of boundsOf(name, thresholds)) gauges.push({ bound, values: createHistogram(), count: 0, sum: 0 });
  };
  const gauge = ({ metric, value, tags }: Point) => {
    for (const each of gauges) {
      if (each.bound.metric !== metric || each.bound.tags.some(([name, tag]) => tags[name] !== tag)) continue;
      each.count++;
      each.sum += value;
      each.values.record(value * 1000);
    }
  };
  const take = (point: Point) => {
    gauge(point);
    const { metric, value, tags } = point;
    if (metric === "accepted_ms") own.add(responseClassOf(Number(tags.status ?? 200)), point);
    else if (metric === "refused_ms") own.add("refused", point);
    else if (metric === "failed") own.add("failed", point);
    else if (metric === "time_to_accept_ms") own.time("time to accept", value, tags, 200);
    else if (metric === "dropped_iterations") droppedIterations += value;
    else if (metric === "http_req_duration") {
      plain.add(responseClassOf(Number(tags.status ?? 0)), point);
    } else if (metric === "http_req_connecting" && value > 0)
      for (const collected of [own, plain]) collected.book.connected(Math.round(value * 1000));
  };

  for (const [name, expressions] of Object.entries(options.thresholds ?? {})) declare(name, expressions);
  for await (const text of lines) {
    if (text.trim() === "") continue;
    let line: unknown;
    try {
      line = JSON.parse(text);
    } catch {
      broken++;
      continue;
    }
    if (!isObject(line)) continue;
    if (line.type === "Metric" && isObject(line.data)) {
      declare(line.data.name, line.data.thresholds);
      if (line.data.type === "counter") counters.add(line.metric);
    } else if (line.type === "Point") {
      const point = pointOf(line);
      if (point !== undefined) take(point);
    }
  }

  const collected = own.counts.sent > 0 ? own : plain;
  const tookS = Math.max(0, collected.lastMs - collected.firstMs) / 1000;
  const thresholds = gauges.flatMap(
    (each) => resultOf(each, counters.has(each.bound.metric) ? tookS : undefined) ?? [],
  );
  const missed = thresholds.find(({ holds }) => !holds);
  const nothing = collected.counts.sent === 0;
  return {
    id,
    statement: statement ?? "imported from k6",
    outcome: nothing ? "unable" : missed === undefined ? "pass" : "fail",
    ...(nothing
      ? { reason: "the file holds no request of k6's JSON output" }
      : missed === undefined
        ? {}
        : { reason: `missed: ${missed.sentence}` }),
    tookMs: nothing ? 0 : collected.lastMs - collected.firstMs,
    counts: collected.counts,
    latency: [
      ...collected.book.summaries(),
      ...(collected.streams.size < 2
        ? []
        : [...collected.streams].flatMap(([stream, book]) =>
            book
              .summaries()
              .filter(({ operation }) => operation === undefined)
              .map((summary) => ({ ...summary, stream })),
          )),
    ],
    thresholds,
    timeline: nothing ? [] : collected.timeline(),
    warnings: [
      ...(broken > 0 ? [`${broken} lines were no JSON`] : []),
      ...(droppedIterations > 0
        ? [`k6 dropped ${droppedIterations} iterations: it had no virtual user free for them`]
        : []),
      ...(gauges.length === 0 ? ["no threshold was checked: k6's output holds none of this script"] : []),
      "k6 measures the time to accept from when it began an iteration, not from the intended start",
    ],
  };
};
