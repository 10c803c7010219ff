import type { Rule } from "../checks/rule.ts";
import { defined } from "../contract/defined.ts";
import type { ContractRecord, Finding, PropertyAccount } from "../contract/run.ts";
import { areLeft, plural } from "../contract/safe-text.ts";
import { ruleInfoOf, type Verdict } from "../contract/verdict.ts";
import { hardKey, hardSpace } from "../generators/hard-space.ts";
import type { Property } from "../generators/step.ts";
import type { RequestBudget } from "./budget.ts";
import type { Cleaned } from "./clean-up.ts";
import type { ContractRun } from "./open-run.ts";
import { noSecondToken, obstacle, type PlanOptions, type PlanRow } from "./plan.ts";
import type { Account } from "./run-history.ts";

const doubledText = (creates: number): string | undefined =>
  creates === 0
    ? undefined
    : `${plural(creates, "create")} ${creates === 1 ? "was" : "were"} answered "has already been taken" and had made the user all the same: ` +
      "the service, or a gateway that sends requests twice";

/** The outcome of the run: interrupted first; then what is broken outranks what could not be done. */
const conclude = (facts: {
  readonly reason: string | undefined;
  /** False: no answer was the service's own word on a valid request. A refused token breaks rules about valid tokens without being evidence on them. */
  readonly serviceAnswered: boolean;
  readonly verdicts: readonly Verdict[];
  readonly rules: readonly Rule[];
  readonly left: readonly number[];
  /** Creates of which it is unknown whether they happened. */
  readonly unsure: number;
  /** Creates that were refused since their e-mail was taken: by the user that they had made. */
  readonly doubled: number;
  readonly interrupted: boolean;
  /** What is left there stays after this process: the target is no simulator of its own. */
  readonly outlives: boolean;
}): Pick<ContractRecord, "outcome" | "reason"> => {
  const must = new Set(facts.rules.filter(({ level }) => level === "must").map(({ id }) => id));
  const broken = facts.verdicts.some(({ rule, kind }) => kind === "violated" && must.has(rule));
  const advice = facts.left.length > 0 ? `; ${areLeft(facts.left.length)}, npm run sweep deletes them once it can` : "";
  const reason = facts.reason === undefined ? undefined : `${facts.reason}${advice}`;
  if (facts.interrupted) {
    const most = facts.left.length + facts.unsure;
    return most > 0 && facts.outlives
      ? { outcome: "interrupted", reason: `${plural(most, "record")} may be left: npm run sweep deletes them` }
      : { outcome: "interrupted" };
  }
  const both = [doubledText(facts.doubled), reason].filter((text) => text !== undefined);
  if (facts.serviceAnswered && broken)
    return { outcome: "violated", ...(both.length === 0 ? {} : { reason: both.join("; ") }) };
  if (reason !== undefined) return { outcome: "unable", reason };
  const doubled = doubledText(facts.doubled);
  if (doubled !== undefined) return { outcome: "unable", reason: doubled };
  if (facts.left.length > 0) {
    return {
      outcome: "violated",
      reason: `${plural(facts.left.length, "record")} could not be deleted: ${facts.left.join(", ")}`,
    };
  }
  if (!facts.verdicts.some(({ kind }) => kind === "holds")) {
    return { outcome: "unable", reason: "no answer could be judged: nothing was exercised" };
  }
  return { outcome: "holds" };
};

/** The verdict of every rule where the service did not answer: a refused token or a gateway's page breaks no rule. */
const notExercised = ({ rule }: Verdict, reason: string): Verdict => ({
  rule,
  kind: "not exercised",
  exercised: 0,
  violations: 0,
  inconclusive: 0,
  reason,
});

/**
 * Says of a rule that was not exercised why that is: a property of its own clause that was planned out and that nothing left
 * over let run after all, or plain chance.
 * @internal
 */
export const withReason = (
  verdict: Verdict,
  rules: readonly Pick<Rule, "id" | "clause" | "needs">[],
  rows: readonly Pick<PlanRow, "property" | "reason">[],
  accounts: ReadonlyMap<string, Pick<Account, "cases">>,
  budget: Pick<RequestBudget, "spent">,
  cutShortBy?: string,
): Verdict => {
  if (cutShortBy !== undefined && verdict.kind === "not exercised") return { ...verdict, reason: cutShortBy };
  if (verdict.kind !== "not exercised" || verdict.reason !== undefined) return verdict;
  const { clause, needs } = rules.find(({ id }) => id === verdict.rule) ?? {};
  const out = rows.find(
    ({ property, reason }) =>
      reason !== undefined &&
      property.clause === clause &&
      // What another account is needed for explains only the rules that need one.
      (reason !== noSecondToken || needs === "second token") &&
      !((accounts.get(property.id)?.cases ?? 0) > 0),
  );
  return {
    ...verdict,
    reason:
      out === undefined
        ? `no exchange that it judges came up in ${budget.spent} requests`
        : `${out.property.id} did not run: ${out.reason}`,
  };
};

/** What a property was given and what it did with it. */
const accountOf = (
  property: Property,
  accounts: ReadonlyMap<string, Account>,
  rows: readonly PlanRow[],
  findings: readonly Finding[],
  planOptions: PlanOptions,
  cutShortBy?: string,
): PropertyAccount => {
  const row = rows.find((each) => each.property.id === property.id);
  const { cases: ran = 0, sent = 0, evaluations = 0 } = accounts.get(property.id) ?? {};
  const reason =
    ran > 0
      ? undefined
      : (obstacle(property, planOptions) ?? row?.reason ?? cutShortBy ?? "the run ended before its turn");
  return {
    id: property.id,
    sentence: property.sentence,
    clause: property.clause,
    planned: row?.requests ?? 0,
    sent,
    cases: ran,
    evaluations,
    findings: findings.filter(({ foundBy }) => foundBy === property.id).length,
    ...defined({ reason }),
  };
};

/** How a run went, beside its history. */
export interface RunProgress {
  /** Why it could not do its job. */
  reason: string | undefined;
  /** Whether the service itself answered; a refused token or a gateway's page is no evidence on it. */
  serviceAnswered: boolean;
  planOptions: PlanOptions;
  rows: readonly PlanRow[];
  findings: readonly Finding[];
  /** What became of the records that it made. */
  cleaned: Cleaned;
}

/** How much of the space of hard values this run tried, and the earlier ones that were counted. */
const hardInputsOf = ({ tried, options }: ContractRun): NonNullable<ContractRecord["hardInputs"]> => {
  const before = new Set(options.tried?.before);
  return {
    chosenBy: options.tried?.chosenBy ?? "seed",
    places: hardSpace().map(({ place, values }) => ({
      place,
      values: values.length,
      tried: values.filter((value) => tried.has(hardKey(place, value))),
      before: values.filter((value) => before.has(hardKey(place, value))),
    })),
  };
};

/** The record of a run that is over. */
export const recordOf = (run: ContractRun, progress: RunProgress): ContractRecord => {
  const { session, properties, options, rules, history, limits, context } = run;
  const { serviceAnswered, planOptions, rows, findings, cleaned } = progress;
  const { left } = cleaned;
  const { accounts, coverage, ledger } = history;
  const { budget } = limits;
  const cutShortBy = limits.cutShortBy();
  const unfinished = left.length > 0 && (limits.outOfTime() || cleaned.cutShort);
  const tooLate = unfinished ? "budget or time ended before all that was made could be deleted" : undefined;
  const reason = progress.reason ?? tooLate;
  const verdicts = history
    .verdicts()
    .map((verdict) =>
      serviceAnswered || reason === undefined
        ? withReason(verdict, rules, rows, accounts, budget, cutShortBy)
        : notExercised(verdict, reason),
    );
  return {
    ...conclude({
      reason,
      serviceAnswered,
      verdicts,
      rules,
      left,
      unsure: ledger.unsure + ledger.hidden,
      doubled: ledger.doubled,
      interrupted: context.ending.stop.aborted,
      outlives: session.target.kind === "live",
    }),
    budget: options.budget,
    requests: budget.spent,
    ...(limits.beyondBudget > 0 ? { beyondBudget: limits.beyondBudget } : {}),
    rules: rules.map(ruleInfoOf),
    verdicts,
    findings,
    properties: properties.map((property) => accountOf(property, accounts, rows, findings, planOptions, cutShortBy)),
    coverage: coverage.rows(),
    hardInputs: hardInputsOf(run),
    records: { created: ledger.created, deleted: ledger.deleted, left },
  };
};
