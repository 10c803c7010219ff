import { createCoverage } from "../checks/coverage.ts";
import { createJudge } from "../checks/judge.ts";
import type { Rule } from "../checks/rule.ts";
import { rules as allRules } from "../checks/rules.ts";
import type { RuleFailure } from "../checks/tally.ts";
import { watchUnderWay } from "../client/under-way.ts";
import { endingOf } from "../contract/ending.ts";
import { createHearing } from "../contract/hearing.ts";
import type { ContractRecord, Finding } from "../contract/run.ts";
import { createMarker, nonceOf } from "../generators/marker.ts";
import type { Property } from "../generators/property.ts";
import type { Step, StepContext } from "../generators/step.ts";
import { type AttributedFailure, propertyOf, purposeOf, purposeOfRetry } from "./attributed-failure.ts";
import { BudgetSpent, createRequestBudget, type RequestBudget } from "./budget.ts";
import { cleanUp } from "./clean-up.ts";
import { type Account, accountOf, conclude, unheard, withReason } from "./conclude.ts";
import { createDeadline, requestsWithin, secondsFor } from "./deadline.ts";
import { createExchangeBuffer } from "./exchange-buffer.ts";
import { mostInARow } from "./failure-streak.ts";
import { findingOf, type ReplayFile } from "./finding.ts";
import { createLedger } from "./ledger.ts";
import { cases, type PlannedCase, type PlanOptions, type PlanRow, shareOut } from "./plan.ts";
import { preflight } from "./preflight.ts";
import { apiFor, callersOf, createRunContext, createStepContext, type RunContext } from "./run-context.ts";
import type { Session } from "./session.ts";
import type { Attempt } from "./shrink.ts";
import { attemptWith } from "./try-again.ts";

export interface ContractOptions {
  /** Requests the run may send in all: a hard ceiling. */
  readonly budget: number;
  readonly seed: number;
  /** Eight characters of [0-9a-z] that mark this run's records. Default: from the seed; against shared data use a new one. */
  readonly nonce?: string;
  /** Default: all. */
  readonly rules?: readonly Rule[];
  /** Stop exploring at the first broken rule of level must. Default false. */
  readonly stopAtFirst?: boolean;
  /** Requests at the most for making one failing case small. Default 30; 0 leaves it as it was. */
  readonly shrinkRequests?: number;
  readonly signal?: AbortSignal;
  /** Seconds the run may take in all. Default: what the budget takes at the service's limit, and two windows. */
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
  /** All it made is known to be gone. */
  readonly whole: boolean;
}

/** What a run of this budget keeps back for shrinking once something is broken. */
const shrinkReserve = (ceiling: number) => Math.min(90, Math.floor(ceiling * 0.15));

/** Requests beside cases and their cleaning up: the preflight and the last look by marker, a caller each; the anchor. */
const overhead = (callers: number) => 2 * callers + 2;
const leastForAnchor = 40;
/** Requests a minute where the service says nothing. @see facts 7.1 */
const usualLimit = 90;
/** Made first and deleted last: alive at the end, it proves that no daily reset took what was found missing. */
const anchor = {
  purpose: "anchor",
  steps: [
    {
      do: "create",
      as: "A",
      handle: "anchor",
      body: { name: "Anchor", email: { fresh: "anchor" }, gender: "female", status: "active" },
    },
  ] satisfies readonly Step[],
};
const mostRepeats = 20;
const mostShrinking = 30;

/**
 * Puts the contract to the test within a budget: draws cases from the properties, has every rule judge every answer,
 * goes on after the first violation, makes failing cases small, and deletes all it made.
 */
export const runContract = async (
  session: Session,
  properties: readonly Property[],
  options: ContractOptions,
): Promise<ContractResult> => {
  const { transport, target } = session;
  const { seed, rules = allRules, nonce = nonceOf(seed) } = options;
  const ending = endingOf(session.clock, options.signal);
  const { stop } = ending;
  const marker = createMarker(nonce);
  const basePath = new URL(target.baseUrl).pathname.replace(/\/$/, "");
  const judge = createJudge({ rules, basePath, isOurs: marker.isOurs });
  const ledger = createLedger();
  const exchanges = createExchangeBuffer();
  const coverage = createCoverage();
  judge.onAnswer = coverage.add;
  const callers = callersOf(session);
  const caught = new Map<string, AttributedFailure>();
  /** The steps of each case, by what its requests are sent for. */
  const stepsFor = new Map<string, readonly Step[]>();
  const accounts = new Map<string, Account>(properties.map(({ id }) => [id, { cases: 0, sent: 0, evaluations: 0 }]));
  const stepOf = new Map<number, number>();
  const hearing = createHearing();
  let step: number | undefined;
  let shrinking = false;
  let needs: number | undefined = 0;

  /** Requests of the budget that there is no time for. */
  let noTimeFor = 0;
  /** What cleaning up needs as things stand: a deletion a record, more where answers get lost, and a look a caller. */
  const reserved = () =>
    ledger.open().length +
    ledger.unsure +
    Math.min(ledger.lost, mostRepeats) +
    callers.length +
    noTimeFor +
    (caught.size > 0 && !shrinking ? shrinkReserve(options.budget) : 0);
  const budget: RequestBudget = createRequestBudget(options.budget, reserved);
  const assumedLimit = target.assumedPerMinute ?? usualLimit;
  const windowS = () => session.pacer?.look("A").windowS ?? 60;
  const limitNow = (): number => runContext.limits.get("A") ?? assumedLimit;
  const deadline = createDeadline(session.clock, () => {
    const requests = ledger.open().length + callers.length;
    return 2000 + (requests * windowS() * 1000) / (0.9 * limitNow());
  });
  /** Sets the end by what is known of the limit, and tells what fits into it. */
  const planTime = (): PlannedTime => {
    const limit = limitNow();
    const planned = secondsFor(options.budget, limit, windowS());
    const atMostS = options.maxTimeS ?? planned + 2 * windowS();
    deadline.endAfter(atMostS * 1000);
    return {
      seconds: Math.min(planned, atMostS),
      requests: Math.min(options.budget, requestsWithin(atMostS, limit, windowS())),
    };
  };
  const runContext: RunContext = createRunContext(session, {
    world: judge.world,
    marker,
    budget,
    ending,
    deadline,
  });
  const underWay = watchUnderWay(transport);
  planTime();

  const catchAll = (judged: readonly RuleFailure[]) => {
    for (const one of judged) {
      if (caught.has(one.rule.id)) continue;
      const exchange = one.exchange ?? exchanges.get(one.violation.seqs.at(-1) ?? 0);
      // Cleaning up often shows what a case has done: blame the case.
      const culprits = one.violation.seqs.flatMap((seq) => exchanges.get(seq) ?? []);
      const blamed = [exchange, ...culprits].find((each) => stepsFor.has(each?.purpose ?? ""))?.purpose;
      const purpose = blamed ?? exchange?.purpose ?? "";
      const steps = stepsFor.get(purpose) ?? (purpose === anchor.purpose ? anchor.steps : []);
      caught.set(one.rule.id, { failure: one, steps, purpose });
      options.onBroken?.({ rule: one.rule, requests: budget.spent, needs });
    }
  };
  const stopListening = transport.listen((event) => {
    ledger.event(event);
    if (event.type === "sent" && step !== undefined) stepOf.set(event.sent.seq, step);
    if (event.type === "done") {
      exchanges.put(event.exchange);
      hearing.add(event.exchange);
      const account = accounts.get(propertyOf(event.exchange.purpose));
      if (account !== undefined) account.sent++;
    }
    const before = judge.evaluations;
    catchAll(judge.event(event));
    const account = accounts.get(propertyOf((event.type === "sent" ? event.sent : event.exchange).purpose));
    if (account !== undefined) account.evaluations += judge.evaluations - before;
  });

  const broken = () => [...caught.values()].filter(({ failure }) => failure.rule.level === "must").length;
  const report = (doing: string) =>
    options.onProgress?.({ requests: budget.spent, budget: budget.ceiling, doing, broken: broken() });

  const runSteps = async (context: StepContext, steps: readonly Step[]): Promise<void> => {
    try {
      for (const [at, each] of steps.entries()) {
        if (stop.aborted) return;
        step = at;
        await context.run(each);
      }
    } finally {
      step = undefined;
    }
  };

  /** Whatever ends a part, cleaning up comes after it. */
  const asFarAsAllowed = async (part: () => Promise<void>): Promise<void> => {
    try {
      await part();
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
    }
  };

  const runCase = async (one: PlannedCase, caseNumber: number): Promise<void> => {
    const purpose = purposeOf(one.property.id, caseNumber);
    stepsFor.set(purpose, one.steps);
    const account = accounts.get(one.property.id);
    if (account !== undefined) account.cases++;
    await asFarAsAllowed(() => runSteps(createStepContext(runContext, caseNumber, purpose, one.price), one.steps));
  };

  const dropAnchor = async (): Promise<void> => {
    if (options.budget < leastForAnchor) return;
    await runSteps(createStepContext(runContext, 0, anchor.purpose, anchor.steps.length), anchor.steps);
  };

  /** Whether a plain question still gets an answer: twelve creates in a row that fail need not be the end of the service. */
  const answers = async (): Promise<boolean> => {
    await apiFor(runContext, "A", "preflight", true, 1).GET("/users", { params: { query: { per_page: 1 } } });
    return runContext.failureStreak.inARow === 0;
  };

  const explore = async (planOptions: PlanOptions): Promise<void> => {
    let caseNumber = 0;
    let passed = 0;
    for (const one of cases(planOptions)) {
      if (stop.aborted || (options.stopAtFirst === true && broken() > 0)) return;
      if (runContext.failureStreak.inARow >= mostInARow && !(await answers())) return;
      if (deadline.leftMs(false) <= 0) return;
      // Cheaper cases may still fit; once none of a whole round does, the budget is used.
      if (one.price > budget.left()) {
        if (++passed > properties.length) return;
        continue;
      }
      passed = 0;
      needs = Math.max(needs ?? 0, budget.ceiling - budget.left() + one.price);
      report(one.property.id);
      await runCase(one, ++caseNumber);
    }
  };

  let reason: string | undefined;
  let heard = false;
  let rows: readonly PlanRow[] = [];
  let planOptions: PlanOptions = { properties, seed, hasSecondToken: callers.length > 1, limit: undefined };
  let left: readonly number[] = [];
  const findings: Finding[] = [];
  const replayables: ReplayFile[] = [];
  try {
    const failure = await preflight(runContext, callers);
    reason = failure?.reason;
    heard = failure?.spoken ?? true;
    if (failure === undefined) {
      planOptions = { ...planOptions, limit: runContext.limits.get("A") };
      const remaining = () => session.pacer?.look("A").remaining;
      const time = planTime();
      noTimeFor = options.budget - time.requests;
      rows = shareOut(planOptions, Math.max(0, time.requests - overhead(callers.length) - callers.length));
      options.onPlan?.(rows, planOptions.limit, time);
      await asFarAsAllowed(dropAnchor);
      await asFarAsAllowed(() => explore({ ...planOptions, remaining }));
      if (runContext.failureStreak.inARow >= mostInARow) {
        reason = `${transport.baseUrl} stopped answering usefully: ${runContext.failureStreak.inARow} times in a row ${runContext.failureStreak.last}`;
      }
      reason ??= hearing.tooLittle();
      needs = undefined;
      report("cleanup");
      await underWay.none(ending.over);
      left = await cleanUp(runContext, ledger, callers);
    }
    if (heard) {
      catchAll(judge.end());
      shrinking = true;
      for (const one of caught.values()) {
        report(`shrinking ${one.failure.rule.id}`);
        const room = Math.max(0, budget.left() - callers.length);
        const smaller = Math.min(options.shrinkRequests ?? mostShrinking, room);
        const again = smaller === 0 || reason !== undefined ? 0 : room;
        const ruleId = one.failure.rule.id;
        const tryThem = attemptWith(session, runContext, rules, ruleId, { again, smaller: Math.min(again, smaller) });
        const attempt: Attempt = (steps, kind) => {
          // Sent again, a case may break other rules too.
          stepsFor.set(purposeOfRetry(ruleId), steps);
          return tryThem(steps, kind);
        };
        const { finding, replayable } = await findingOf(one, {
          seed,
          nonce,
          budget: options.budget,
          buffer: exchanges,
          stepOf,
          verdicts: judge.verdicts(),
          attempt,
        });
        findings.push(finding);
        replayables.push(replayable);
      }
      if (ledger.open().length > 0) left = await cleanUp(runContext, ledger, callers);
    }
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    if (deadline.reached) reason ??= "out of time before anything could be put to the test";
    else if (!stop.aborted) reason ??= `a budget of ${options.budget} requests is too small to begin with`;
  } finally {
    stopListening();
    underWay.close();
    ending.done();
  }

  const outOfTime = deadline.reached || deadline.leftMs(false) <= 0;
  if (outOfTime && left.length > 0) reason ??= "there was no time left to delete all that was made";
  const verdicts = judge
    .verdicts()
    .map((verdict) =>
      heard || reason === undefined
        ? withReason(verdict, rules, rows, accounts, budget, outOfTime)
        : unheard(verdict, reason),
    );
  return {
    record: {
      ...conclude({
        reason,
        heard,
        verdicts,
        rules,
        left,
        unsure: ledger.unsure,
        interrupted: stop.aborted,
        outlives: target.kind === "live",
      }),
      budget: options.budget,
      requests: budget.spent,
      rules: rules.map(({ id, sentence, clause, level, sources }) => ({ id, sentence, clause, level, sources })),
      verdicts,
      findings,
      properties: properties.map((property) => accountOf(property, accounts, rows, findings, planOptions, outOfTime)),
      coverage: coverage.rows(),
      records: { created: ledger.created, deleted: ledger.deleted, left },
    },
    replayables,
    whole: left.length === 0 && ledger.unsure === 0,
  };
};
