import type { RuleFailure } from "../checks/tally.ts";
import type { Step } from "../generators/step.ts";

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
