/**
 * What it takes to see a fault, in the order of reports: the form of an answer, one request, headers and pages, a sequence
 * of requests, more than one caller, the rate limit, requests at the same time.
 */
export const faultClasses = [
  "schema",
  "request",
  "headers",
  "sequence",
  "authorization",
  "rate-limit",
  "concurrency",
] as const;
export type FaultClass = (typeof faultClasses)[number];

/** One named way to be wrong, injected into the simulator. The injection itself is in `simulator/faults`. */
export interface FaultInfo {
  /** Kebab-case; no other fault has it. */
  readonly id: string;
  /** What a caller would notice, one sentence. */
  readonly sentence: string;
  readonly class: FaultClass;
  /** The rule that must name it; held to the list of rules by a test, so that the simulator need not import checks. */
  readonly breaks: string;
  /** What a run must take in to meet it; absent: users alone. */
  readonly resource?: "all";
  /** It shows at random, once in this many chances; absent when it always shows. */
  readonly oneIn?: number;
  /** Where it was reported of another API, as owner/repository#number; absent: it was thought up for this one. */
  readonly report?: string;
}
