import type { Judged } from "../checks/judge.ts";
import type { PlannedCase } from "./plan.ts";

/** A rule's first violation, with the case that brought it to light. */
export interface Caught {
  readonly judged: Judged;
  /** Undefined: outside any case (preflight, cleanup). */
  readonly planned: PlannedCase | undefined;
  /** Purpose the culprits were sent for: property, case number. */
  readonly purpose: string;
}

export const purposeOf = (propertyId: string, caseNumber: number): string => `${propertyId}#${caseNumber}`;

/** The property an exchange was sent for. */
export const propertyOf = (purpose: string | undefined): string => (purpose ?? "").replace(/#\d+$/, "");
