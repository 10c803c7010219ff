import { createJudge, type Judge } from "../checks/judge.ts";
import { type Coverage, createCoverage } from "../checks/operations.ts";
import type { Rule, RuleFailure } from "../checks/rule.ts";
import type { Transport } from "../client/transport.ts";
import { type AnswerOrigins, createAnswerOrigins } from "../contract/answer-origins.ts";
import type { Clock } from "../contract/clock.ts";
import type { Exchange, HistoryEvent, TokenAlias } from "../contract/exchange.ts";
import { createTokenWatch, type TokenWatch } from "../contract/token-watch.ts";
import type { RuleInfo, Verdict } from "../contract/verdict.ts";
import type { Property, Step } from "../generators/step.ts";
import { createExchangeBuffer, type ExchangeBuffer } from "./exchange-buffer.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { createUnansweredRequests, type UnansweredRequests } from "./unanswered-requests.ts";

/** A rule's first violation, with the case that brought it to light. */
export interface AttributedFailure {
  readonly failure: RuleFailure;
  /** What was done for that purpose; nothing where it was no case but the run's own questions (preflight, cleanup). */
  readonly steps: readonly Step[];
  /** Purpose the culprits were sent for: property, case number. */
  readonly purpose: string;
}

export const purposeOf = (propertyId: string, caseNumber: number): string => `${propertyId}#${caseNumber}`;

/** What a case is sent for that is tried again to make it smaller. */
export const purposeOfRetry = (ruleId: string): string => `again ${ruleId}`;

/** The property an exchange was sent for. */
export const propertyOf = (purpose: string | undefined): string => (purpose ?? "").replace(/#\d+$/, "");

/**
 * Finds the case that a failure is due to.
 * @param stepsFor the steps of each case, by what its requests are sent for
 */
const attribute = (
  failure: RuleFailure,
  exchanges: Pick<ExchangeBuffer, "get">,
  stepsFor: ReadonlyMap<string, readonly Step[]>,
): AttributedFailure => {
  const { seqs } = failure.violation;
  const exchange = failure.exchange ?? exchanges.get(seqs.at(-1) ?? 0);
  // Cleaning up often shows what a case has done: the failure is the case's.
  const culprits = seqs.flatMap((seq) => exchanges.get(seq) ?? []);
  const blamed = [exchange, ...culprits].find((each) => stepsFor.has(each?.purpose ?? ""))?.purpose;
  const purpose = blamed ?? exchange?.purpose ?? "";
  const steps = stepsFor.get(purpose) ?? (purpose === sentinelRecord.purpose ? sentinelRecord.steps : []);
  return { failure, steps, purpose };
};

/** Made first and deleted last: alive at the end, it proves that no daily reset took what was found missing. */
export const sentinelRecord = {
  purpose: "sentinel-record",
  steps: [
    {
      do: "create",
      as: "A",
      handle: "sentinel",
      body: { name: "Sentinel", email: { fresh: "sentinel" }, gender: "female", status: "active" },
    },
  ] satisfies readonly Step[],
};

/** What one property has done so far. */
export interface Account {
  cases: number;
  sent: number;
  evaluations: number;
}

/** All that a run has sent and got, judged as it happens. */
export interface RunHistory {
  readonly judge: Judge;
  readonly ledger: Ledger;
  readonly exchanges: ExchangeBuffer;
  readonly coverage: Coverage;
  readonly origins: AnswerOrigins;
  readonly unanswered: UnansweredRequests;
  readonly tokens: TokenWatch;
  /** By property. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** The first failure of each rule, by the rule's id, in order of finding. */
  readonly failures: ReadonlyMap<string, AttributedFailure>;
  /** Failures of rules of level must. */
  readonly broken: number;
  /** Which step of its case sent an exchange, by sequence number. */
  readonly stepOf: ReadonlyMap<number, number>;
  /** How long an answer takes of late, ms. */
  readonly answerMs: number;
  /** Says what is about to be done for a purpose, so that a failure can be attributed to it. */
  expect(purpose: string, steps: readonly Step[]): void;
  /** A case of the property begins. */
  startCase(propertyId: string): void;
  /** Which step is at work; undefined: none. */
  atStep(step: number | undefined): void;
  /** Each rule's word. */
  verdicts(): readonly Verdict[];
  /** Takes back what was judged since the token was first refused in its row: that says nothing of the service. */
  withdraw(as: TokenAlias): void;
  /** Nothing more is coming: deferred violations are settled. */
  end(): void;
  /** Listens no longer. */
  close(): void;
}

interface RunHistoryOptions {
  readonly clock: Clock;
  readonly rules: readonly Rule[];
  readonly basePath: string;
  readonly isOurs: (email: string) => boolean;
  readonly properties: readonly Property[];
  /** Called with the first failure of each rule. */
  readonly onFailure: (rule: RuleInfo) => void;
}

/** What was judged up to some moment. */
interface Judged {
  readonly verdicts: readonly Verdict[];
  /** The rules with a failure. */
  readonly broken: ReadonlySet<string>;
}

/** What the newest answer weighs in how long answers take. */
const ofTheLast = 0.1;

/** Listens to a transport from now on. */
export const recordHistory = (
  transport: Pick<Transport, "listen">,
  { clock, rules, basePath, isOurs, properties, onFailure }: RunHistoryOptions,
): RunHistory => {
  const judge = createJudge({ rules, basePath, isOurs });
  const coverage = createCoverage();
  judge.onAnswer = coverage.add;
  const ledger = createLedger();
  const exchanges = createExchangeBuffer<Exchange>((exchange) => exchange);
  const origins = createAnswerOrigins();
  const unanswered = createUnansweredRequests();
  const tokens = createTokenWatch(clock);
  const beforeRow = new Map<TokenAlias, Judged>();
  let withdrawnTo: Judged | undefined;
  const accounts = new Map<string, Account>(properties.map(({ id }) => [id, { cases: 0, sent: 0, evaluations: 0 }]));
  const failures = new Map<string, AttributedFailure>();
  const stepsFor = new Map<string, readonly Step[]>();
  const stepOf = new Map<number, number>();
  let step: number | undefined;
  let answerMs = 0;

  const addFailures = (found: readonly RuleFailure[]): void => {
    if (withdrawnTo !== undefined) return;
    for (const failure of found) {
      const { rule } = failure;
      if (failures.has(rule.id)) continue;
      failures.set(rule.id, attribute(failure, exchanges, stepsFor));
      onFailure(rule);
    }
  };

  const take = (event: HistoryEvent): void => {
    const { seq, purpose } = event.type === "sent" ? event.sent : event.exchange;
    const account = accounts.get(propertyOf(purpose));
    ledger.event(event);
    if (event.type === "done") {
      exchanges.put(event.exchange.seq, event.exchange);
      origins.add(event.exchange);
      unanswered.add(event.exchange);
      if (tokens.add(event.exchange))
        beforeRow.set(event.exchange.request.token, { verdicts: judge.verdicts(), broken: new Set(failures.keys()) });
      const { outcome, startUs, endUs } = event.exchange;
      if (outcome.kind === "answer") answerMs += ((endUs - startUs) / 1000 - answerMs) * ofTheLast;
      if (account !== undefined) account.sent++;
    } else if (step !== undefined) stepOf.set(seq, step);
    const before = judge.evaluations;
    addFailures(judge.event(event));
    if (account !== undefined) account.evaluations += judge.evaluations - before;
  };

  return {
    judge,
    ledger,
    exchanges,
    coverage,
    origins,
    unanswered,
    tokens,
    accounts,
    failures,
    stepOf,
    get answerMs() {
      return answerMs;
    },
    get broken() {
      return [...failures.values()].filter(({ failure }) => failure.rule.level === "must").length;
    },
    expect: (purpose, steps) => {
      stepsFor.set(purpose, steps);
    },
    startCase: (propertyId) => {
      const account = accounts.get(propertyId);
      if (account !== undefined) account.cases++;
    },
    atStep: (at) => {
      step = at;
    },
    verdicts: () => withdrawnTo?.verdicts ?? judge.verdicts(),
    withdraw: (as) => {
      withdrawnTo ??= beforeRow.get(as);
      for (const id of failures.keys()) if (withdrawnTo?.broken.has(id) === false) failures.delete(id);
    },
    end: () => {
      addFailures(judge.end());
      const violated = new Set(judge.verdicts().flatMap(({ rule, kind }) => (kind === "violated" ? [rule] : [])));
      // What was taken back since.
      for (const id of failures.keys()) if (!violated.has(id)) failures.delete(id);
    },
    close: transport.listen(take),
  };
};
