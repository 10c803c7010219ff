import type { FaultClass } from "../../contract/fault.ts";
import type { Example } from "./example.ts";
import type { Measurement } from "./record.ts";

/** A class of faults, or all of them. */
export interface SuiteRow {
  readonly name: string;
  /** Those the suite was tried on, and those of the rate limit it cannot be tried on. */
  readonly faults: number;
  readonly killed: number;
  /** Faults that the run did not come to; absent: none. */
  readonly notReached?: number;
}

/** A test that failed. */
export interface FailedTest {
  readonly name: string;
  readonly message?: string;
}

/** What a suite did on one server. */
export interface SuiteResult {
  readonly id: string;
  readonly class?: FaultClass;
  readonly sentence?: string;
  /** The rule that a fault breaks. */
  readonly breaks?: string;
  /**
   * `failed`: it noticed a difference from the correct server. `not tried`: a fault of the rate limit, of a suite that
   * does not wait. `not reached`: the time was over, or the run was interrupted.
   */
  readonly outcome: "passed" | "failed" | "timed out" | "not tried" | "not reached";
  readonly exit?: number;
  readonly requests: number;
  readonly left: number;
  readonly tookMs: number;
  /** Tests that passed on the correct server and failed here; absent where only the exit code is known. */
  readonly failedTests?: readonly FailedTest[];
  /** What else the outcome rests on. */
  readonly note?: string;
  /** The end of what it wrote, where it failed on a correct server. */
  readonly tail?: string;
  /** What the faulty server answers wrongly, where the suite did not notice; absent: not tried, or nothing in few requests. */
  readonly example?: Pick<Example, "expected" | "received" | "sequence">;
}

/** A test whose failures say nothing of a fault. */
export interface LeftOutTest {
  readonly name: string;
  readonly why: "fails" | "flaky";
  /** The correct server on which it does, where that is not the plain one. */
  readonly on?: string;
  readonly message?: string;
}

/** What is known of a suite's tests; without results only its exit code is. */
export interface SuiteTests {
  /** "JUnit XML". */
  readonly format: string;
  /** Names of the tests that pass on the correct server: they are what is scored. */
  readonly scored: readonly string[];
  readonly skipped: number;
  readonly leftOut: readonly LeftOutTest[];
}

/** suite.json of a report. */
export interface SuiteRecord extends Measurement {
  readonly format: "gorest-harness suite score";
  readonly command: string;
  readonly budget: number;
  /** Why it was not scored; then there is only the correct server. */
  readonly unscored?: string;
  /** Why it was not tried on faults of the rate limit. */
  readonly withoutLimiter?: string;
  /** Absent: it wrote no results, so that its exit code was all there was to go by. */
  readonly tests?: SuiteTests;
  /** Faults that were drawn out of so many. */
  readonly sample?: { readonly faults: number; readonly of: number; readonly seed: number };
  /** Why the faults were not all tried. */
  readonly stopped?: "interrupted" | "out of time";
  /** What had to be reached. */
  readonly target?: { readonly percent: number; readonly holds: boolean };
  readonly rows: readonly SuiteRow[];
  /** Median requests on a correct server, and on a faulty one. */
  readonly requests: { readonly correct: number | undefined; readonly faulty: number | undefined };
  readonly correct: readonly SuiteResult[];
  readonly faults: readonly SuiteResult[];
}
