import type { RuleFailure } from "../checks/tally.ts";
import type { Step } from "../generators/step.ts";
import type { ExchangeBuffer } from "./exchange-buffer.ts";
import { sentinelRecord } from "./sentinel-record.ts";

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
export const attribute = (
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
