import { defined } from "../contract/defined.ts";
import type { LoadSecond, ScenarioRecord, ThresholdResult } from "../contract/run.ts";
import { isGatewaysPart } from "./gateway-part.ts";
import { causedByGeneratorLag } from "./generator-lag.ts";
import type { LatencyBook } from "./latency.ts";
import { judgeThreshold } from "./metrics.ts";
import { addSecond, newSecond, type SecondTally, savedSecond } from "./per-second.ts";
import type { Conditions, Insight, Scenario, Threshold } from "./scenario.ts";
import { spanOf } from "./schedule.ts";
import type { ScenarioTraffic, StreamTraffic } from "./traffic.ts";

const sum = (streams: readonly StreamTraffic[], what: (traffic: StreamTraffic) => number) =>
  streams.reduce((total, traffic) => total + what(traffic), 0);

const timelineOf = (streams: readonly StreamTraffic[], beginUs: number): LoadSecond[] => {
  const seconds = new Map<number, SecondTally>();
  for (const traffic of streams) {
    const offset = Math.floor((traffic.beginUs - beginUs) / 1e6);
    for (const each of traffic.seconds.values()) {
      const at = each.second + offset;
      const known = seconds.get(at) ?? newSecond(at);
      addSecond(known, each);
      known.seconds = Math.max(known.seconds, each.seconds);
      if (each.waiting !== undefined) known.waiting = (known.waiting ?? 0) + each.waiting;
      seconds.set(at, known);
    }
  }
  return [...seconds.values()].sort((a, b) => a.second - b.second).map(savedSecond);
};

const lagOf = (streams: readonly StreamTraffic[], beginUs: number): Pick<ScenarioRecord, "sendLag" | "sendLagMs"> => {
  const measured = streams.filter(({ lag }) => lag.samples > 0);
  if (measured.length === 0) return {};
  const worst = new Map<number, number>();
  for (const traffic of measured) {
    const offset = Math.floor((traffic.beginUs - beginUs) / 1e6);
    for (const [second, us] of traffic.lagBySecond)
      worst.set(second + offset, Math.max(worst.get(second + offset) ?? 0, us));
  }
  return {
    sendLagMs: {
      median: Math.max(...measured.map(({ lag }) => lag.quantile(0.5) ?? 0)) / 1000,
      max: Math.max(...measured.map(({ lag }) => lag.quantile(1) ?? 0)) / 1000,
    },
    sendLag: [...worst].sort(([a], [b]) => a - b).map(([second, us]) => ({ second, maxMs: us / 1000 })),
  };
};

/**
 * Why a stream's figures cannot be trusted: the generator, not the target, decided when requests left. Lag is judged by
 * its 95th percentile, as one pause of the machine is no bottleneck; the worst of it stays in the record.
 */
const doubtOf = (traffic: StreamTraffic): string | undefined => {
  const { stream, planned, begun, lag } = traffic;
  if (planned !== undefined && begun < planned)
    return `${stream.name}: ${planned - begun} of ${planned} slots were never used`;
  const spanS = spanOf(stream.arrivals);
  const gapMs = planned === undefined || planned === 0 || spanS === 0 ? 0 : (spanS * 1000) / planned;
  const allowedMs = Math.max(50, gapMs / 2);
  const lagMs = (lag.quantile(0.95) ?? 0) / 1000;
  return spanS > 0 && lagMs > allowedMs
    ? `${stream.name}: one request in 20 left ${lagMs.toFixed(0)} ms or more after its slot, more than the ${allowedMs.toFixed(0)} ms that the pace allows: the generator was the bottleneck`
    : undefined;
};

/**
 * Of the thresholds that were missed, those that say nothing of the service: we were late ourselves, or a gateway answered
 * in its place. The run is no measurement then, and no failure.
 */
const excusesFor = (
  judged: readonly { readonly threshold: Threshold; readonly result: ThresholdResult }[],
  streams: readonly StreamTraffic[],
  conditions: Conditions,
): string[] =>
  judged.flatMap(({ threshold, result }) => {
    const traffic = streams.find(({ stream }) => stream.name === threshold.stream);
    if (result.holds || traffic === undefined) return [];
    const { foreign, late, sent } = traffic;
    const missed = `${traffic.stream.name}: "${threshold.sentence}" was missed because`;
    if (causedByGeneratorLag(threshold, result.measured, traffic))
      return [`${missed} this machine was late, up to ${((late.quantile(1) ?? 0) / 1000).toFixed(0)} ms`];
    return isGatewaysPart(threshold, traffic, conditions)
      ? [`${missed} ${foreign.times} of ${sent} answers were not the service's: ${foreign.reason}`]
      : [];
  });

/** "12 had no answer, 3 answered 503". */
const failuresOf = ({ failures }: StreamTraffic): string =>
  [...failures]
    .map(([status, times]) => `${times} ${status === 0 ? "had no answer" : `answered ${status}`}`)
    .join(", ");

const warningsOf = (traffic: ScenarioTraffic): string[] =>
  traffic.streams.flatMap((each) => {
    const { stream, failed, sent, lag, unexpectedAnswers } = each;
    const worstMs = (lag.quantile(1) ?? 0) / 1000;
    const [heldMs = 0, mostHeldMs = 0] = [0.5, 1].map((p) => (each.late.quantile(p) ?? 0) / 1000);
    return [
      ...(failed > 0 ? [`${stream.name}: ${failed} of ${sent} requests failed: ${failuresOf(each)}`] : []),
      ...(each.begun > each.ended ? [`${stream.name}: ${each.begun - each.ended} requests were given up`] : []),
      ...(spanOf(stream.arrivals) > 0 && each.crowded > 0.01 * each.begun
        ? [
            `${stream.name}: ${each.crowded} of ${each.begun} slots came while all ${stream.connections} connections were busy`,
          ]
        : []),
      ...(worstMs > 50 ? [`${stream.name}: the generator was up to ${worstMs.toFixed(0)} ms late for a slot`] : []),
      ...(mostHeldMs > Math.max(50, worstMs)
        ? [
            `${stream.name}: with the pacer's timers, requests left up to ${mostHeldMs.toFixed(0)} ms (half of them ${heldMs.toFixed(0)} ms or more) too late by our own doing; the time to accept leaves that out`,
          ]
        : []),
      ...[...unexpectedAnswers].map(([what, times]) => `${stream.name}: ${what} (${times} times)`),
    ];
  });

export interface Ran {
  readonly scenario: Scenario;
  readonly conditions: Conditions;
  readonly traffic: ScenarioTraffic;
  readonly common: LatencyBook;
  readonly insight: Insight;
  readonly beginUs: number;
  readonly endUs: number;
  /** When a rule was first broken in it. */
  readonly found: readonly { readonly rule: string; readonly atUs: number }[];
  /** What ended it before its own end, where something did. */
  readonly stoppedBy: string;
}

/** The saved record of a scenario that ran. */
export const recordOf = (ran: Ran): ScenarioRecord => {
  const { scenario, conditions, traffic, common, insight, beginUs, endUs } = ran;
  const { streams } = traffic;
  const judged = (scenario.phases === undefined ? [] : scenario.thresholds(conditions)).map((threshold) => ({
    threshold,
    result: judgeThreshold(threshold, streams, conditions),
  }));
  const thresholds = [...judged.map(({ result }) => result), ...(insight.thresholds ?? [])];
  const failed = thresholds.filter(({ holds }) => !holds);
  const excuses = traffic.interrupted ? [] : excusesFor(judged, streams, conditions);
  // One that has no excuse fails the run, whatever the others have.
  const allExcused = excuses.length > 0 && excuses.length === failed.length;
  const doubts = traffic.interrupted
    ? []
    : [...streams.flatMap((each) => doubtOf(each) ?? []), ...(allExcused ? excuses : [])];
  const invalid = insight.invalid ?? doubts[0];
  const outcome = traffic.interrupted
    ? "unable"
    : invalid !== undefined
      ? "invalid"
      : failed.length > 0
        ? "fail"
        : "pass";
  const missed = failed[0] === undefined ? undefined : `missed: ${failed[0].sentence}`;
  const reason = traffic.interrupted ? ran.stoppedBy : (invalid ?? missed);
  return {
    id: scenario.id,
    statement: scenario.statement,
    outcome,
    ...defined({ reason }),
    tookMs: (endUs - beginUs) / 1000,
    counts: {
      sent: sum(streams, ({ sent }) => sent) + (insight.elsewhere?.sent ?? 0),
      accepted: sum(streams, ({ accepted }) => accepted) + (insight.elsewhere?.accepted ?? 0),
      refused: sum(streams, ({ refused }) => refused) + (insight.elsewhere?.refused ?? 0),
      failed: sum(streams, ({ failed: without }) => without) + (insight.elsewhere?.failed ?? 0),
    },
    latency: [
      ...common.summaries(),
      ...(streams.length < 2
        ? []
        : streams.flatMap(({ stream, latency }) =>
            latency
              .summaries()
              .filter(({ operation }) => operation === undefined)
              .map((summary) => ({ ...summary, stream: stream.name })),
          )),
    ],
    ...defined({ figures: insight.figures }),
    thresholds,
    timeline: timelineOf(streams, beginUs),
    ...(ran.found.length === 0
      ? {}
      : { found: ran.found.map(({ rule, atUs }) => ({ rule, atS: Number(((atUs - beginUs) / 1e6).toFixed(2)) })) }),
    ...(scenario.cost(conditions).requests === 0 ? { ownOnly: true } : {}),
    ...lagOf(streams, beginUs),
    ...defined({ limiter: insight.limiter, sweep: insight.sweep }),
    warnings: [
      ...doubts.slice(insight.invalid === undefined ? 1 : 0),
      ...(allExcused ? [] : excuses),
      ...warningsOf(traffic),
      ...(insight.elsewhere === undefined
        ? []
        : [
            `${insight.elsewhere.sent} of the requests counted were other processes' own: they are in no latency, no saved exchange, and no rule has judged them`,
          ]),
      ...(insight.warnings ?? []),
    ],
  };
};

/** The record of a scenario that did not run. */
export const unableRecord = (scenario: Scenario, reason: string): ScenarioRecord => ({
  id: scenario.id,
  statement: scenario.statement,
  outcome: "unable",
  reason,
  tookMs: 0,
  counts: { sent: 0, accepted: 0, refused: 0, failed: 0 },
  latency: [],
  thresholds: [],
  timeline: [],
  warnings: [],
});
