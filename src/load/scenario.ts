import type { Transport } from "../client/transport.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import type { Figure, LimiterRecord, PacePoint, ThresholdResult } from "../contract/run.ts";
import type { Target } from "../contract/target.ts";
import type { ScenarioTraffic } from "./traffic.ts";
import type { Stream } from "./work.ts";

/** What a scenario plans by. */
export interface Conditions {
  readonly kind: Target["kind"];
  /** Requests the target advertises for a window, and the window's length; 90 and 60 unless the server or a flag says otherwise. */
  readonly limit: number;
  readonly windowS: number;
  /** From --duration: how long the main part shall last; absent: the scenario's own choice. */
  readonly durationS: number | undefined;
  /** Tokens that may be used. */
  readonly tokens: readonly TokenAlias[];
  /** More than the limit may be sent: always to a simulator, to a live target with --allow-over-limit. */
  readonly mayExceed: boolean;
  readonly seed: number;
}

/** Streams that run side by side; phases follow each other. */
export interface Phase {
  /** Wait first until the budget is full again: a window after the last request. */
  readonly settle?: boolean;
  readonly streams: readonly Stream[];
}

/** The times of a stream: service time, from the intended start, and how late the generator was. */
export type TimeName = "accepted" | "time to accept" | "send lag";
export type Statistic = "avg" | "min" | "med" | "max" | `p${number}`;
export type TimeMetric = `${TimeName} ${Statistic}`;

/** What a threshold is about: one figure of a stream, or of a scenario. @see measure */
export type Metric =
  | "refused share"
  | "failed share"
  | "sent"
  | "accepted"
  | "refused"
  | "failed"
  | "sent rate"
  | "accepted rate"
  | "goodput share"
  | "allowance share"
  | TimeMetric
  | "gap variation"
  | "sent share"
  | "longest starvation";

/** The most or the least that may be; strict: it must stay below, or above. */
export type Bound = ({ readonly most: number } | { readonly least: number }) & { readonly strict?: true };

/** A bound that decides whether a scenario passes; data, so that it can be exported. */
export interface Threshold {
  readonly sentence: string;
  readonly metric: Metric;
  /** Absent: all that the scenario sent. */
  readonly stream?: string;
  /** `ms`, `%`, `requests`, `requests/s`, or empty for a plain number. */
  readonly unit: string;
  readonly bound: Bound;
  /** It was given to the run, not the scenario's own. */
  readonly given?: true;
}

interface Cost {
  readonly requests: number;
  readonly seconds: number;
}

interface ScenarioBase {
  /** Kebab-case; the name of its file. */
  readonly id: string;
  /** What holds when it passes, one sentence. */
  readonly statement: string;
  /** The load's shape in a few words, for the table. */
  readonly shape: string;
  readonly measures: string;
  readonly targets: readonly Target["kind"][];
  /** It sends more than the advertised limit: never to a live target without --allow-over-limit. */
  readonly overLimit: boolean;
  /** Where it is part of the set that runs when no scenario is named. */
  readonly nightly: readonly Target["kind"][];
  /** Tokens without which it cannot run. Default: A. */
  readonly needs?: readonly TokenAlias[];
  readonly cost: (conditions: Conditions) => Cost;
}

/** What a scenario adds to the counts and latencies that are the same for all. */
export interface Insight {
  readonly figures?: readonly Figure[];
  readonly thresholds?: readonly ThresholdResult[];
  readonly warnings?: readonly string[];
  readonly limiter?: LimiterRecord;
  readonly sweep?: readonly PacePoint[];
  /** Traffic of other processes that neither passed our transport nor was judged by the rules. */
  readonly elsewhere?: ProcessReport;
  /** The measurement cannot be trusted, and why: the run is invalid, not failed. */
  readonly invalid?: string;
}

/** A scenario of arrivals, operations and bounds alone, which k6 can express as well. */
export interface TrafficScenario extends ScenarioBase {
  readonly phases: (conditions: Conditions) => readonly Phase[];
  readonly thresholds: (conditions: Conditions) => readonly Threshold[];
  readonly insight?: (traffic: ScenarioTraffic, conditions: Conditions) => Insight;
  readonly perform?: never;
}

/** A scenario that decides as it goes. */
export interface ProcedureScenario extends ScenarioBase {
  readonly perform: (bench: ProcedureContext) => Promise<Insight>;
  /** Those on counts and times, which are the same for all; others are part of its insight. */
  readonly thresholds?: (conditions: Conditions) => readonly Threshold[];
  readonly phases?: never;
}

export type Scenario = TrafficScenario | ProcedureScenario;

/** What a procedure may use. What it sends through `drive` and `transport` is counted, timed and judged like all else. */
export interface ProcedureContext {
  readonly conditions: Conditions;
  readonly transport: Transport;
  /** Runs phases through the proxy. Default transport: the run's, whose traffic is the scenario's; another's is not. */
  readonly drive: (phases: readonly Phase[], over?: Transport) => Promise<ScenarioTraffic>;
  /** Waits until the budget is full again: so many windows after the last request, default one. */
  readonly settle: (windows?: number) => Promise<void>;
  readonly equipment: Equipment;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Things only some procedures need; the run creates each, and the procedure that uses it closes it. */
export interface Equipment {
  /** A transport whose answers cost nothing, to measure the generator itself. */
  readonly openNothing?: () => Promise<Transport>;
  /** A simulator on a loopback port without a limiter. */
  readonly openUnlimited?: () => Promise<{ readonly url: string; readonly token: string; close(): Promise<void> }>;
  /** Runs `count` client processes against the target for so long; each reports what it met. */
  readonly runProcesses?: (request: ProcessesRequest) => Promise<readonly ProcessReport[]>;
}

export interface ProcessesRequest {
  readonly count: number;
  readonly forS: number;
  /** All through one proxy over this transport, without a token; absent: each has the token and paces itself. */
  readonly over?: Transport;
  /** Requests a second each process keeps to where it paces itself. */
  readonly perS: number;
}

export interface ProcessReport {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
}

/** Why a scenario cannot run here; undefined when it can. */
export const obstacle = (scenario: Scenario, conditions: Conditions): string | undefined => {
  if (!scenario.targets.includes(conditions.kind)) return `not against a ${conditions.kind} target`;
  if (scenario.overLimit && !conditions.mayExceed)
    return "it sends more than the advertised limit; --allow-over-limit permits that";
  const missing = (scenario.needs ?? ["A"]).find((alias) => !conditions.tokens.includes(alias));
  return missing === undefined ? undefined : `no token for ${missing}`;
};
