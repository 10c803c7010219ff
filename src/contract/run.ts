import type { ProxyRecord } from "./proxy-record.ts";
import type { TargetInfo } from "./target.ts";
import type { RuleInfo, Verdict } from "./verdict.ts";

/** One rule broken once in a run, with what a reader needs to act on it and to replay it. */
export interface Finding {
  readonly rule: RuleInfo;
  /** Property or scenario that showed it. */
  readonly foundBy: string;
  readonly seed: number;
  readonly expected: string;
  readonly received: string;
  /** The exchanges it takes, after shrinking, one line each: `A  POST /users {"name":…}  → 201`. */
  readonly sequence: readonly string[];
  /** The last request as a shell line, with $GOREST_TOKEN in place of the token. Empty: alone it would not show it. */
  readonly curl: string;
  /** File that `npm run contract -- --replay` takes, relative to the run's folder. */
  readonly replayFile?: string;
  /** Shell script that shows it with curl alone, in the run's folder, the same as .http beside it; or why there is none. */
  readonly reproFile?: string;
  readonly notByScript?: string;
  /** How often the rule was broken and how often it was looked at. */
  readonly seen: { readonly violations: number; readonly evaluations: number };
  readonly detail?: string;
  /** The budget ended before the sequence was as short as it can be. */
  readonly shrinkingCut?: true;
}

/** What one property was given and what it did with it. */
export interface PropertyAccount {
  readonly id: string;
  readonly sentence: string;
  readonly clause: string;
  /** Requests the plan set aside, and requests sent. */
  readonly planned: number;
  readonly sent: number;
  readonly cases: number;
  /** How often a rule could judge an answer it got. */
  readonly evaluations: number;
  readonly findings: number;
  /** Why it did not run, or not wholly. */
  readonly reason?: string;
}

export interface CoverageRow {
  readonly operation: string;
  /** "status 201", "header X-Pagination-Total", "parameter gender". */
  readonly item: string;
  readonly times: number;
}

/** Values that applications have choked on, by the position of a request: which of them were tried, under short names. */
export interface HardInputs {
  /** `history`: what earlier runs had tried came last. `seed`: the seed alone chose. */
  readonly chosenBy: "history" | "seed";
  readonly places: readonly {
    readonly place: string;
    /** How many there are. */
    readonly values: number;
    readonly tried: readonly string[];
    /** Tried by the saved runs of this target before this one. */
    readonly before: readonly string[];
  }[];
}

export interface ContractRecord {
  readonly outcome: "holds" | "violated" | "unable" | "interrupted";
  /** Why it was unable, one line. */
  readonly reason?: string;
  readonly budget: number;
  readonly requests: number;
  /** Of the requests, those beyond the budget: on the embedded simulator shrinking is free. */
  readonly beyondBudget?: number;
  readonly rules: readonly RuleInfo[];
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly Finding[];
  readonly properties: readonly PropertyAccount[];
  readonly coverage: readonly CoverageRow[];
  /** Absent in runs saved without it, and where the requests were another tool's. */
  readonly hardInputs?: HardInputs;
  /** Records made, deleted again, and left behind (ids). */
  readonly records: { readonly created: number; readonly deleted: number; readonly left: readonly number[] };
}

/** One figure with what it is based on. */
export interface Percentile {
  /** 0.5, 0.95 … */
  readonly p: number;
  /** Milliseconds. */
  readonly ms: number;
  /** Distribution-free 95 % confidence interval, milliseconds; absent when samples are too few for one. */
  readonly interval?: readonly [number, number];
}

export interface LatencySummary {
  /**
   * `accepted`: service time of answers but 429, 401 and 5xx. `refused`: of 429s. `time to accept`: from the intended start,
   * waits and retries included, our own lateness not. `connection`: setting up connections, kept apart from all others.
   */
  readonly name: "accepted" | "refused" | "time to accept" | "connection";
  /** Absent: all operations together. */
  readonly operation?: string;
  /** Absent: all answers together; else "2xx", "4xx", "5xx". */
  readonly statusClass?: string;
  /** Absent: all streams of the scenario together; else one of them, such as "flood" or "third 1". */
  readonly stream?: string;
  readonly samples: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly meanMs: number;
  /** Only those the samples support. */
  readonly percentiles: readonly Percentile[];
  /** Percentiles that cannot be given from so few samples, with the samples they would need. */
  readonly refused: readonly { readonly p: number; readonly needs: number }[];
  /** Histogram for drawing: upper edge in ms and count, empty buckets left out. */
  readonly buckets: readonly (readonly [number, number])[];
}

export interface ThresholdResult {
  /** "the share of 429 stays below 1 %". */
  readonly sentence: string;
  readonly measured: number | undefined;
  readonly limit: number;
  /** Whether the limit is the most or the least that may be; absent in runs saved without it. */
  readonly bound?: "most" | "least";
  /** It had to stay below the most, or above the least. */
  readonly strict?: true;
  readonly unit: string;
  readonly holds: boolean;
  /** It was given to the run, not the scenario's own. */
  readonly given?: true;
}

export interface LoadSecond {
  /** Seconds since the scenario began. */
  readonly second: number;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
  /** Last Remaining header seen in this second. */
  readonly remaining?: number;
  /** Requests whose slot had come and that were still held back when the second ended. */
  readonly waiting?: number;
  /** Service times of the answers that came in it: upper edge in ms and count, rising; absent in runs saved without them. */
  readonly acceptedMs?: readonly (readonly [number, number])[];
  readonly refusedMs?: readonly (readonly [number, number])[];
  /** Requests under way, on average over the second. */
  readonly underWay?: number;
  /** Bytes of the answers' bodies. */
  readonly bytes?: number;
}

/** What a rate limiter was seen to do over a scenario, and what the model fitted to it says. */
export interface LimiterRecord {
  /** Id of the fitted family, such as "token-bucket"; undefined while several still explain what was seen. */
  readonly family?: string;
  /** How that family behaves, one sentence. */
  readonly sentence?: string;
  /** Fitted parameters. */
  readonly limit?: number;
  readonly windowS?: number;
  /** Families that explain the traffic, best first, and the share of answers each of them predicts (0 to 1). */
  readonly candidates: readonly { readonly family: string; readonly explains: number }[];
  /** Remaining over time, in the order of sending: as the header said, and as the fitted model predicts it. */
  readonly series: readonly {
    /** Seconds since the scenario began. */
    readonly atS: number;
    readonly observed?: number;
    readonly fitted?: number;
    /** This request was refused with 429. */
    readonly refused?: boolean;
  }[];
  /** What calls other than an accepted read take from the budget, where that was measured. */
  readonly prices?: readonly {
    /** "a 404", "a call by another token". */
    readonly call: string;
    readonly verdict: "costs" | "free" | "unclear";
    /** Why it is unclear. */
    readonly reason?: string;
  }[];
  /** What the reader should doubt. */
  readonly warnings: readonly string[];
}

/** One step of a pace sweep: the answers at one request rate. */
export interface PacePoint {
  readonly askedPerMinute: number;
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
  /** Accepted answers over the time the step took, a minute. */
  readonly acceptedPerMinute: number;
  /** Median and 95th percentile time to accept, ms, where there are samples enough. */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
}

/** One thing a scenario found out that is neither a count, a latency nor a threshold. */
export interface Figure {
  /** "goodput", "accepted at 1.05 of the limit", "limiter family". */
  readonly name: string;
  readonly value: number | string;
  /** "requests/s", "%"; empty for a word. */
  readonly unit: string;
}

export interface ScenarioRecord {
  readonly id: string;
  readonly statement: string;
  readonly outcome: "pass" | "fail" | "invalid" | "unable";
  readonly reason?: string;
  readonly tookMs: number;
  readonly counts: {
    readonly sent: number;
    readonly accepted: number;
    readonly refused: number;
    readonly failed: number;
  };
  readonly latency: readonly LatencySummary[];
  readonly figures?: readonly Figure[];
  readonly thresholds: readonly ThresholdResult[];
  readonly timeline: readonly LoadSecond[];
  /** When a rule of the contract was first broken, seconds since the scenario began. */
  readonly found?: readonly { readonly rule: string; readonly atS: number }[];
  /** Its requests never met the target: what it measured is the generator, or the simulator at full speed. */
  readonly ownOnly?: true;
  /** Worst and median lag between intended and actual sending, ms. */
  readonly sendLagMs?: { readonly median: number; readonly max: number };
  /** Send lag over time: worst lag in each second that sent anything, ms. */
  readonly sendLag?: readonly { readonly second: number; readonly maxMs: number }[];
  readonly limiter?: LimiterRecord;
  readonly sweep?: readonly PacePoint[];
  /** What the reader should doubt. */
  readonly warnings: readonly string[];
}

/** The budget scenarios are planned by: latencies under different ones are of different things. */
export interface LoadConditions {
  /** Requests a window and token. */
  readonly limit: number;
  readonly windowS: number;
}

export interface LoadRecord {
  readonly outcome: "pass" | "fail" | "invalid" | "unable" | "interrupted";
  readonly reason?: string;
  /** Absent in runs saved without it. */
  readonly conditions?: LoadConditions;
  readonly scenarios: readonly ScenarioRecord[];
  /** The contract rules over the load traffic. */
  readonly verdicts: readonly Verdict[];
  readonly findings: readonly Finding[];
}

/** The observable form of one status of one operation in a run: what drift is measured on. All lists are sorted. */
export interface AnswerShape {
  readonly operation: string;
  readonly status: number;
  /** Answers seen. */
  readonly seen: number;
  /** Header names, lower case, with the number of answers that carried each. */
  readonly headers: readonly (readonly [name: string, times: number])[];
  /** Body fields as a path and a JSON type ("[].id integer"), with the number of answers that carried each. */
  readonly fields: readonly (readonly [field: string, times: number])[];
  /** String fields that take few values, with those values. */
  readonly values: readonly {
    readonly field: string;
    readonly values: readonly string[];
    readonly samples: number;
    /** How many of the samples each value is, in the order of `values`; absent in runs saved without it. */
    readonly times?: readonly number[];
  }[];
  /** Error texts, prefixed by the field they name where there is one. */
  readonly errors: readonly string[];
  /** The number of answers that carried each error text, in their order; absent in runs saved without it. */
  readonly errorTimes?: readonly number[];
}

/** The saved record of one run: run.json. Documented by docs/run.schema.json. */
export interface RunRecord {
  readonly format: "gorest-harness run";
  readonly version: 1;
  /** Also the folder's name below reports/. */
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** As typed, without secrets. */
  readonly command: string;
  readonly target: TargetInfo;
  readonly seed: number;
  readonly versions: { readonly harness: string; readonly node: string; readonly platform: string };
  readonly contract?: ContractRecord;
  readonly load?: LoadRecord;
  /** The requests were another tool's, and `contract` is what the rules say of them. */
  readonly proxy?: ProxyRecord;
  /** How the API looked from outside in this run; absent in runs saved without it. */
  readonly behaviour?: readonly AnswerShape[];
}
