import type { Rule } from "../checks/rule.ts";
import { rules as allRules } from "../checks/rules.ts";
import { type UnderWay, watchUnderWay } from "../client/transport.ts";
import { defined } from "../contract/defined.ts";
import { endingOf } from "../contract/ending.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import type { ContractRecord } from "../contract/run.ts";
import type { TargetInfo } from "../contract/target.ts";
import type { RuleInfo } from "../contract/verdict.ts";
import { createMarker, nonceOf } from "../generators/marker.ts";
import type { Property } from "../generators/step.ts";
import { usualLimit } from "./budget.ts";
import type { ReplayFile, TriedBefore } from "./finding.ts";
import type { PlanRow } from "./plan.ts";
import { createRefill, type Refill } from "./refill.ts";
import type { Reproduction } from "./reproduction.ts";
import { apiFor, callersOf, createRunContext, inTime, type RunContext, type Session } from "./run-context.ts";
import { type RunHistory, recordHistory } from "./run-history.ts";
import { createRunLimits, type PlannedTime, type RunLimits } from "./run-limits.ts";

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

export interface Broken {
  readonly rule: RuleInfo;
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
  readonly target: TargetInfo;
  readonly record: ContractRecord;
  readonly replayables: readonly ReplayFile[];
  /** Files that show a finding without this project, by rule. */
  readonly reproductions: ReadonlyMap<string, Reproduction>;
  /** All it made is known to be gone. */
  readonly whole: boolean;
}

/** The parts of a contract run, which all its phases work with. */
export interface ContractRun {
  readonly session: Session;
  readonly properties: readonly Property[];
  readonly options: ContractOptions;
  readonly rules: readonly Rule[];
  readonly nonce: string;
  readonly callers: readonly TokenAlias[];
  readonly history: RunHistory;
  readonly limits: RunLimits;
  readonly refill: Refill;
  readonly context: RunContext;
  readonly underWay: UnderWay;
  /** Hard values that were sent and answered. */
  readonly tried: Set<string>;
  /** Tells of the progress: what is done now. */
  report(doing: string): void;
  close(): void;
}

/** What lies below users is judged where something puts it to the test: else its rules would only say that nothing did. */
const rulesFor = (properties: readonly Property[]): readonly Rule[] =>
  properties.some(({ clause }) => clause === "parents")
    ? allRules
    : allRules.filter(({ clause }) => clause !== "parents");

/** Puts the parts together. Nothing is sent yet. */
export const openRun = (session: Session, properties: readonly Property[], options: ContractOptions): ContractRun => {
  const { transport, target, clock } = session;
  const { rules = rulesFor(properties), nonce = nonceOf(options.seed) } = options;
  const ending = endingOf(clock, options.signal);
  const marker = createMarker(nonce);
  const callers = callersOf(session);
  const history = recordHistory(transport, {
    clock,
    rules,
    basePath: new URL(target.baseUrl).pathname.replace(/\/$/, ""),
    isOurs: marker.isOurs,
    properties,
    onFailure: (rule) => options.onBroken?.({ rule, requests: limits.budget.spent, needs: limits.needs }),
  });
  const refill = createRefill(clock, () => session.pacer?.view("A"));
  const limits = createRunLimits({
    budget: options.budget,
    ...defined({ maxTimeS: options.maxTimeS }),
    clock,
    ledger: history.ledger,
    callers,
    isScarce: () => refill.scarce,
    remaining: (as) => session.pacer?.view(as).remaining,
    limit: () => context.limits.get("A") ?? target.assumedPerMinute ?? usualLimit,
    windowS: () => session.pacer?.view("A").windowS ?? 60,
    paceMs: () => session.pacer?.view("A").paceMs ?? 0,
    limited: () => context.failureStreak.limited,
    failures: () => history.failures.size,
    answerMs: () => history.answerMs,
    free: session.target.kind === "simulator" && options.shrinkRequests === undefined && options.maxTimeS === undefined,
    unanswered: () => history.unanswered.list().length,
  });
  const { budget, deadline } = limits;
  const pause = (ms: number) => inTime(context, false, ending.stop, (signal) => transport.pause("A", ms, signal));
  const oneRow = () => apiFor(context, "A", "refill").GET("/users", { params: { query: { per_page: 1 } } });
  const context: RunContext = createRunContext(session, {
    world: history.judge.world,
    marker,
    budget,
    ending,
    deadline,
    tokens: history.tokens,
    keepEnough: async (requests) => {
      if (limits.mayRunShort(requests)) await refill.settle(pause, oneRow);
    },
  });
  const underWay = watchUnderWay(transport);
  limits.planTime();
  return {
    session,
    properties,
    options,
    rules,
    nonce,
    callers,
    history,
    limits,
    refill,
    context,
    underWay,
    tried: new Set(),
    report: (doing) =>
      options.onProgress?.({ requests: budget.spent, budget: budget.ceiling, doing, broken: history.broken }),
    close: () => {
      history.close();
      underWay.close();
      ending.done();
    },
  };
};
