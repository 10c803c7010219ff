import { defined } from "../contract/defined.ts";
import { samplesNeeded } from "../contract/order-statistics.ts";
import type { LoadSecond, ScenarioRecord, ThresholdResult } from "../contract/run.ts";
import { addSecond, type LatencyBook, newSecond, type SecondTally, savedSecond } from "./latency.ts";
import { judgeThreshold, timesOf } from "./metrics.ts";
import { causedByGeneratorLag, isGatewaysPart, withinAllowance } from "./miss-causes.ts";
import type { Conditions, Insight, Scenario, Threshold } from "./scenario.ts";
import { spanOf } from "./schedule.ts";
import { createStreamTraffic, directStream, type ScenarioTraffic, type StreamTraffic } from "./traffic.ts";

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

/** A threshold held against what it is about. */
interface Judged {
  readonly threshold: Threshold;
  readonly traffic: StreamTraffic | undefined;
  readonly result: ThresholdResult;
}

/**
 * Of the thresholds that were missed, those that say nothing of the service: we were late ourselves, the limit was never
 * exceeded, or a gateway answered in the service's place. The run is no measurement then, and no failure.
 */
const excusesFor = (judged: readonly Judged[], conditions: Conditions): string[] =>
  judged.flatMap(({ threshold, traffic, result }) => {
    if (result.holds || traffic === undefined) return [];
    const { foreign, late, sent } = traffic;
    const missed = `${traffic.stream.name}: "${threshold.sentence}" was missed because`;
    if (causedByGeneratorLag(threshold, result.measured, traffic))
      return [`${missed} this machine was late, up to ${((late.quantile(1) ?? 0) / 1000).toFixed(0)} ms`];
    const allowance = withinAllowance(threshold, traffic, conditions);
    if (allowance !== undefined) return [`${missed} ${allowance}`];
    return isGatewaysPart(threshold, traffic, conditions)
      ? [`${missed} ${foreign.times} of ${sent} answers were not the service's: ${foreign.reason}`]
      : [];
  });

/** Percentiles of a threshold that was given and that rests on too few times to say much. */
const fewTimes = (judged: readonly Judged[]): string[] =>
  judged.flatMap(({ threshold: { given, metric, sentence }, traffic }) => {
    const times = timesOf(metric);
    const p = times?.quantile;
    if (!given || traffic === undefined || times === undefined || p === undefined || p <= 0 || p >= 1) return [];
    const samples = times.name === "send lag" ? traffic.lag.samples : traffic.latency.samples(times.name);
    return samples === 0 || samples >= samplesNeeded(p)
      ? []
      : [`"${sentence}" rests on ${samples} samples; a p${Number((100 * p).toPrecision(6))} takes ${samplesNeeded(p)}`];
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
  /** What ended it answered in the service's place, or a token had ended: no threshold says anything of the service. */
  readonly isCutOff: boolean;
}

/** All that a scenario sent, as one stream of no schedule. */
const together = ({ scenario, traffic: { streams }, common, insight, beginUs, endUs }: Ran): StreamTraffic => {
  const all: StreamTraffic = {
    ...createStreamTraffic({ ...directStream, name: scenario.id }, undefined, beginUs, common),
    latency: common,
    lastEndUs: endUs,
  };
  for (const counted of [...streams, ...(insight.elsewhere === undefined ? [] : [insight.elsewhere])])
    for (const name of ["sent", "accepted", "refused", "failed"] as const) all[name] += counted[name];
  for (const { foreign } of streams) {
    all.foreign.times += foreign.times;
    all.foreign.pauses += foreign.pauses;
    all.foreign.reason ||= foreign.reason;
  }
  return all;
};

/** The saved record of a scenario that ran. */
export const recordOf = (ran: Ran): ScenarioRecord => {
  const { scenario, conditions, traffic, common, insight, beginUs, endUs } = ran;
  const { streams } = traffic;
  const whole = together(ran);
  const judged = (ran.isCutOff ? [] : (scenario.thresholds?.(conditions) ?? [])).map((threshold): Judged => {
    const of = threshold.stream === undefined ? whole : streams.find(({ stream }) => stream.name === threshold.stream);
    return { threshold, traffic: of, result: judgeThreshold(threshold, of, conditions) };
  });
  const thresholds = [...judged.map(({ result }) => result), ...(ran.isCutOff ? [] : (insight.thresholds ?? []))];
  const failed = thresholds.filter(({ holds }) => !holds);
  const excuses = traffic.interrupted ? [] : excusesFor(judged, conditions);
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
    counts: { sent: whole.sent, accepted: whole.accepted, refused: whole.refused, failed: whole.failed },
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
      ...fewTimes(judged),
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
