import { defined } from "../contract/defined.ts";
import { answerOf, type Exchange, statusOf } from "../contract/exchange.ts";
import { originOf } from "../contract/gateway.ts";
import { routeOf } from "../contract/route.ts";
import type { LimiterRecord } from "../contract/run.ts";
import { createHistogram, type Histogram } from "./histogram.ts";
import {
  addSecond,
  addTime,
  createLatencyBook,
  type LatencyBook,
  newSecond,
  responseClassOf,
  type SecondTally,
  type Timing,
} from "./latency.ts";
import { rateOf } from "./rate-limit-sample.ts";
import type { Stream } from "./work.ts";

/** What a limiter let be seen of one request; times in µs. */
export interface RateLimitSample {
  readonly startUs: number;
  readonly endUs: number;
  /** 0: no answer. */
  readonly status: number;
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  readonly resetS: number | undefined;
  /** By how much it left too late for reasons of our own. */
  readonly lateUs?: number;
}

/** Everything measured of one stream, in bounded memory. */
export interface StreamTraffic {
  readonly stream: Stream;
  /** Slots of the schedule; undefined in a closed loop. */
  readonly planned: number | undefined;
  readonly beginUs: number;
  /** Requests sent, retries included; each is accepted, refused or failed. @see responseClassOf */
  sent: number;
  accepted: number;
  refused: number;
  failed: number;
  /** How often each status failed; 0: no answer. */
  readonly failures: Map<number, number>;
  /** Of the failed, those that a gateway answered in the service's place, and how often it required a pause. */
  readonly foreign: { times: number; pauses: number; reason: string };
  /** Intentions begun, and those that ended accepted, refused for good, or failed. */
  begun: number;
  ended: number;
  lastEndUs: number;
  /** Of the latest answer that had it. */
  remaining: number | undefined;
  readonly latency: LatencyBook;
  /** All streams of the scenario together. */
  readonly common: LatencyBook;
  /** Slots that came while every connection had a request; their waiting is in the time to accept. */
  crowded: number;
  /** From the slot to when the generator handed the request over, µs, where a connection was free for it. */
  readonly lag: Histogram;
  /**
   * How much later than it should each request left for reasons of our own, µs: that lag, the pacer's late timers with
   * what they leave behind, and the adapter's thread. Not in the time to accept.
   */
  readonly late: Histogram;
  readonly lagBySecond: Map<number, number>;
  readonly seconds: Map<number, SecondTally>;
  /** The first {@link mostSightings} requests in order of sending. */
  readonly samples: RateLimitSample[];
  /** Answers a journey had no reason to expect, and how often. */
  readonly unexpectedAnswers: Map<string, number>;
  completed: number;
}

export interface ScenarioTraffic {
  readonly streams: readonly StreamTraffic[];
  /** Slots that no worker took and intentions without an end: 0 unless something is wrong. */
  readonly dropped: number;
  readonly interrupted: boolean;
}

/** Enough for every question about a limiter; a soak keeps counting without them. */
const mostSamples = 20_000;

/** Seconds are merged two by two beyond this many, each up to some 15 kB, so that a long soak keeps its memory; a chart has fewer columns. */
const mostSeconds = 1800;
/** Of these each is a number. */
const mostLagSeconds = 7200;

/** What has no schedule: what a procedure sends itself, or all of a scenario together. */
export const directStream: Stream = {
  name: "direct",
  as: "A",
  arrivals: { kind: "closed", forS: 0 },
  work: "list",
  pace: "now",
  refused: "count",
  connections: 1,
};

export const createStreamTraffic = (
  stream: Stream,
  planned: number | undefined,
  beginUs: number,
  common: LatencyBook,
): StreamTraffic => ({
  stream,
  planned,
  beginUs,
  sent: 0,
  accepted: 0,
  refused: 0,
  failed: 0,
  failures: new Map(),
  foreign: { times: 0, pauses: 0, reason: "" },
  begun: 0,
  crowded: 0,
  ended: 0,
  lastEndUs: beginUs,
  remaining: undefined,
  latency: createLatencyBook(),
  common,
  lag: createHistogram(),
  late: createHistogram(),
  lagBySecond: new Map(),
  seconds: new Map(),
  samples: [],
  unexpectedAnswers: new Map(),
  completed: 0,
});

/** Operation id of the spec, or the method and path where the spec has none. */
const operationOf = ({ method, url }: Exchange["request"]): string =>
  routeOf({ method, url })?.operation.id ?? `${method} ${new URL(url).pathname}`;

interface OwnTimes {
  /** By how much we ourselves were late for its slot: kept out of the time to accept. */
  readonly lateUs?: number;
}

/** How long the adapter's thread let a request wait that could leave, µs: late for reasons of our own as well. */
export const handOverUs = ({ startUs, takenUs = startUs }: Exchange): number => takenUs - startUs;

/** Adds one exchange. */
export const addExchange = (traffic: StreamTraffic, exchange: Exchange, { lateUs = 0 }: OwnTimes = {}): void => {
  const received = statusOf(exchange);
  // What a gateway answered in the service's place is no answer of the service. A 429 without a gateway's mark is a refusal.
  const origin = originOf(exchange);
  const isForeign = origin.who === "gateway" || (origin.who === "maybe-gateway" && received !== 429);
  const status = isForeign ? 0 : received;
  if (isForeign) {
    traffic.foreign.times++;
    traffic.foreign.reason = origin.reason;
    if (rateOf(exchange).retryAfterS !== undefined || origin.retryAfterS !== undefined) traffic.foreign.pauses++;
  }
  const handedUs = handOverUs(exchange);
  const { limit, remaining, resetS } = rateOf(exchange);
  traffic.sent++;
  traffic.lastEndUs = Math.max(traffic.lastEndUs, exchange.endUs);
  const second = secondOf(traffic, exchange.endUs);
  if (remaining !== undefined) {
    second.remaining = remaining;
    traffic.remaining = remaining;
  }
  // With a wrong token a 401 is the right answer.
  const responseClass = status === 401 && exchange.request.token === "invalid" ? "accepted" : responseClassOf(status);
  traffic[responseClass]++;
  second[responseClass]++;
  second.bytes += Buffer.byteLength(answerOf(exchange)?.body ?? "");
  addBusy(traffic, exchange.sentUs ?? exchange.startUs, exchange.endUs);
  if (responseClass === "failed") traffic.failures.set(received, (traffic.failures.get(received) ?? 0) + 1);
  else {
    // Waiting for a connection is no part of the service.
    const { sentUs = exchange.startUs } = exchange;
    const timing: Timing = {
      operation: operationOf(exchange.request),
      status,
      ...(exchange.intendedUs === undefined
        ? {}
        : { intendedUs: Math.min(exchange.intendedUs + lateUs + handedUs, sentUs) }),
      startUs: sentUs,
      endUs: exchange.endUs,
    };
    addTime(responseClass === "accepted" ? second.acceptedTimes : second.refusedTimes, timing.endUs - timing.startUs);
    for (const book of [traffic.latency, traffic.common]) {
      book.answered(timing);
      if (exchange.connectUs !== undefined) book.connected(exchange.connectUs);
    }
  }
  if (traffic.samples.length < mostSamples)
    traffic.samples.push({
      startUs: exchange.startUs + handedUs,
      endUs: exchange.endUs,
      status,
      limit,
      remaining,
      resetS,
      ...(lateUs + handedUs > 0 ? { lateUs: lateUs + handedUs } : {}),
    });
};

/** Notes by how much the generator was late for a slot. */
export const addLag = (traffic: StreamTraffic, intendedUs: number, handedUs: number): void => {
  const lagUs = Math.max(0, handedUs - intendedUs);
  traffic.lag.record(lagUs);
  const second = Math.floor((handedUs - traffic.beginUs) / 1e6);
  if (traffic.lagBySecond.size < mostLagSeconds || traffic.lagBySecond.has(second))
    traffic.lagBySecond.set(second, Math.max(traffic.lagBySecond.get(second) ?? 0, lagUs));
};

/** Notes that a request was held back from one moment to another: it counts in each second that ended meanwhile. */
export const addWait = (traffic: StreamTraffic, fromUs: number, toUs: number): void => {
  const last = Math.floor((toUs - traffic.beginUs) / 1e6);
  for (let at = Math.max(0, Math.floor((fromUs - traffic.beginUs) / 1e6)); at < last; at++) {
    const second = secondOf(traffic, traffic.beginUs + at * 1e6);
    second.waiting = (second.waiting ?? 0) + 1;
  }
};

/** Adds the time that a request was under way to each second that it was under way in. */
const addBusy = (traffic: StreamTraffic, fromUs: number, toUs: number): void => {
  const from = Math.max(0, fromUs - traffic.beginUs);
  const to = Math.max(from, toUs - traffic.beginUs);
  for (let at = Math.floor(from / 1e6); at * 1e6 < to; at++)
    secondOf(traffic, traffic.beginUs + at * 1e6).busyUs += Math.min(to, (at + 1) * 1e6) - Math.max(from, at * 1e6);
};

const secondOf = (traffic: StreamTraffic, atUs: number): SecondTally => {
  const at = Math.max(0, Math.floor((atUs - traffic.beginUs) / 1e6));
  const known = traffic.seconds.get(at);
  if (known !== undefined) return known;
  if (traffic.seconds.size >= mostSeconds) mergeSeconds(traffic.seconds);
  const made = newSecond(at);
  traffic.seconds.set(at, made);
  return made;
};

const mergeSeconds = (seconds: StreamTraffic["seconds"]): void => {
  const all = [...seconds.values()].sort((a, b) => a.second - b.second);
  for (let i = 0; i + 1 < all.length; i += 2) {
    const [into, from] = [all[i], all[i + 1]];
    if (into === undefined || from === undefined) continue;
    addSecond(into, from);
    into.seconds += from.seconds;
    if (from.waiting !== undefined) into.waiting = from.waiting;
    seconds.delete(from.second);
  }
};

/** Enough points for a drawing. */
const mostPoints = 2000;

/** What Remaining was seen to do over a stream; nothing is fitted to it here. */
export const limiterSeries = (traffic: StreamTraffic): LimiterRecord => {
  const ordered = traffic.samples.toSorted((a, b) => a.startUs - b.startUs);
  return {
    candidates: [],
    series: ordered.slice(0, mostPoints).map(({ startUs, remaining, status }) => ({
      atS: (startUs - traffic.beginUs) / 1e6,
      ...defined({ observed: remaining }),
      ...(status === 429 ? { refused: true } : {}),
    })),
    warnings:
      ordered.length > mostPoints ? [`only the first ${mostPoints} of ${ordered.length} requests are shown`] : [],
  };
};

const sum = (streams: readonly StreamTraffic[], what: (traffic: StreamTraffic) => number) =>
  streams.reduce((total, traffic) => total + what(traffic), 0);

/** One line while a scenario runs: elapsed, accepted, refused, remaining budget, time left. */
export const progressLine = (
  scenario: string,
  streams: readonly StreamTraffic[],
  elapsedS: number,
  expectedS: number,
): string => {
  const remaining = streams.at(-1)?.remaining;
  const failed = sum(streams, (each) => each.failed);
  return [
    `${scenario}: ${elapsedS.toFixed(0)} s`,
    `accepted ${sum(streams, (each) => each.accepted)}`,
    `refused ${sum(streams, (each) => each.refused)}`,
    ...(failed > 0 ? [`failed ${failed}`] : []),
    `remaining budget ${remaining ?? "unknown"}`,
    `${Math.max(0, expectedS - elapsedS).toFixed(0)} s left`,
  ].join(" · ");
};
