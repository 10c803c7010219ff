import type { ContractRecord, Finding } from "../contract/run.ts";
import { hardKey, hardSpace } from "../generators/hard-space.ts";
import type { Cleaned } from "./clean-up.ts";
import { accountOf, conclude, notExercised, withReason } from "./conclude.ts";
import type { ContractRun } from "./open-run.ts";
import type { PlanOptions, PlanRow } from "./plan.ts";

/** How a run went, beside its history. */
export interface Course {
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
export const recordOf = (run: ContractRun, course: Course): ContractRecord => {
  const { session, properties, options, rules, history, limits, context } = run;
  const { serviceAnswered, planOptions, rows, findings, cleaned } = course;
  const { left } = cleaned;
  const { accounts, coverage, ledger } = history;
  const { budget } = limits;
  const cutShortBy = limits.cutShortBy();
  const unfinished = left.length > 0 && (limits.outOfTime() || cleaned.cutShort);
  const tooLate = unfinished ? "budget or time ended before all that was made could be deleted" : undefined;
  const reason = course.reason ?? tooLate;
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
    rules: rules.map(({ id, sentence, clause, level, sources }) => ({ id, sentence, clause, level, sources })),
    verdicts,
    findings,
    properties: properties.map((property) => accountOf(property, accounts, rows, findings, planOptions, cutShortBy)),
    coverage: coverage.rows(),
    hardInputs: hardInputsOf(run),
    records: { created: ledger.created, deleted: ledger.deleted, left },
  };
};
