import type { Rule } from "../checks/rule.ts";
import type { ContractRecord } from "../contract/run.ts";
import type { ReplayFile, TriedBefore } from "./finding.ts";
import type { PlanRow } from "./plan.ts";
import type { Reproduction } from "./reproduction.ts";

export interface ContractOptions {
  /** Requests the run may send in all: a hard ceiling. */
  readonly budget: number;
  readonly seed: number;
  /** Eight characters of [0-9a-z] that mark this run's records. Default: from the seed; against shared data use a new one. */
  readonly nonce?: string;
  /** The command that starts the same simulator on a port, where the embedded one is the target. */
  readonly simulator?: string;
  /** Hard values that earlier runs of this target have tried, and whether they come last or the seed alone chooses. */
  readonly tried?: TriedBefore;
  /** Default: all. */
  readonly rules?: readonly Rule[];
  /** Stop exploring at the first broken rule of level must. Default false. */
  readonly stopAtFirst?: boolean;
  /** Requests at the most for making one failing case small. Default 30, more on the embedded simulator; 0 leaves it as it was. */
  readonly shrinkRequests?: number;
  readonly signal?: AbortSignal;
  /** Seconds the run may take in all. Default: what the budget takes at the service's limit, and two windows; what it made is deleted all the same. */
  readonly maxTimeS?: number;
  /** Called once the plan stands, before the first case. `limit`: requests a window, as the service says. */
  readonly onPlan?: (rows: readonly PlanRow[], limit: number | undefined, time: PlannedTime) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Called once a rule, when it is first broken. */
  readonly onBroken?: (broken: Broken) => void;
}

/** What the plan takes. */
export interface PlannedTime {
  /** Seconds, where nothing goes wrong. */
  readonly seconds: number;
  /** Requests of the budget that fit into the time the run may take. */
  readonly requests: number;
}

export interface Broken {
  readonly rule: Rule;
  /** Requests sent so far. */
  readonly requests: number;
  /** Smallest budget with which this run would have come here the same way; undefined: only the end brought it out. */
  readonly needs: number | undefined;
}

export interface Progress {
  readonly requests: number;
  readonly budget: number;
  /** Property at work, or "cleanup". */
  readonly doing: string;
  readonly broken: number;
}

/** A contract run: the record, and for each finding the replay file that replays it. */
export interface ContractResult {
  readonly record: ContractRecord;
  readonly replayables: readonly ReplayFile[];
  /** Files that show a finding without this project, by rule. */
  readonly reproductions: ReadonlyMap<string, Reproduction>;
  /** All it made is known to be gone. */
  readonly whole: boolean;
}
