import type { FaultClass } from "../../contract/fault.ts";
import { median } from "../../contract/order-statistics.ts";
import type { Example } from "./contract-trial.ts";
import { type BenignScore, byOrigin, type FaultScore, type ScoreRow } from "./score.ts";

/** One figure the suite must reach. */
export interface ScoreTarget {
  readonly sentence: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: "%" | "" | "requests";
  readonly holds: boolean;
}

/** What each measurement is given. */
export interface MeasurementOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/** A measurement of contract runs, each cut off at several budgets. */
export interface SeededOptions extends MeasurementOptions {
  /** Rising. */
  readonly budgets: readonly number[];
  readonly seeds: number;
  readonly processes: number;
}

/** What each record of a measurement begins with. */
interface Measurement {
  readonly version: 1;
  readonly startedAt: string;
  readonly tookMs: number;
}

/** Starts the clock of a measurement; the result ends it. */
export const startMeasurement = (): (() => Measurement) => {
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  return () => ({ version: 1, startedAt, tookMs: Math.round(performance.now() - begun) });
};

/** Seeds 1 to `count`. */
export const seedsUpTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1);

/** What the record of a measurement over seeds says of how it was made. */
export interface SeededMeasurement extends Measurement {
  readonly processes: number;
  readonly budgets: readonly number[];
  readonly seeds: readonly number[];
}

/** score.json */
export interface ScoreRecord extends SeededMeasurement {
  readonly format: "gorest-harness score";
  readonly benignSeeds: readonly number[];
  /** Requests sent in all. */
  readonly requests: number;
  readonly rows: readonly ScoreRow[];
  readonly faults: readonly FaultScore[];
  readonly benign: readonly BenignScore[];
  readonly rulesWithoutFault: readonly string[];
  readonly targets: readonly ScoreTarget[];
}

/** Percent of the (fault, seed) pairs that must be killed at a budget. */
const wanted: Readonly<Record<number, number>> = { 90: 85, 240: 97, 450: 100 };
/** Percent of the pairs of faults that show at random, at 450. */
const wantedNowAndThen = 95;

/** A finding is acted on when it is read at a glance. */
const mostShown = 4;

const percent = (part: number, whole: number) => (whole === 0 ? 100 : (100 * part) / whole);

const atLeast = (sentence: string, measured: number, limit: number): ScoreTarget => ({
  sentence,
  measured,
  limit,
  unit: "%",
  holds: measured >= limit,
});

const none = (sentence: string, measured: number): ScoreTarget => ({
  sentence,
  measured,
  limit: 0,
  unit: "",
  holds: measured === 0,
});

export const targetsOf = ({
  faults: all,
  benign,
  budgets,
}: Pick<ScoreRecord, "faults" | "benign" | "budgets">): readonly ScoreTarget[] => {
  const { own: faults } = byOrigin(all);
  const targets: ScoreTarget[] = [];
  const killed = (scores: readonly FaultScore[], at: number) =>
    percent(
      scores.reduce((sum, score) => sum + (score.killed[at] ?? 0), 0),
      scores.reduce((sum, { seeds }) => sum + seeds, 0),
    );
  const steady = faults.filter(({ oneIn }) => oneIn === undefined);
  const chance = faults.filter(({ oneIn }) => oneIn !== undefined);
  budgets.forEach((budget, at) => {
    const limit = wanted[budget];
    if (limit === undefined || faults.length === 0) return;
    // Those that show at random count at the largest budget only, with a lower target.
    const counted = limit === 100 ? steady : faults;
    if (counted.length > 0) {
      const which = limit === 100 ? "faults that always show" : "faults";
      targets.push(atLeast(`${which} killed within ${budget} requests`, killed(counted, at), limit));
    }
    if (limit === 100 && chance.length > 0)
      targets.push(atLeast(`faults that show now and then, within ${budget}`, killed(chance, at), wantedNowAndThen));
  });
  if (faults.length > 0) {
    const unnamed = faults.filter(({ named }) => !named);
    targets.push(none("faults that the rule they break does not notice", unnamed.length));
  }
  const shown = faults.flatMap((fault) => fault.shown ?? []);
  if (shown.length > 0) {
    const measured = median(shown);
    const [unit, limit] = ["requests", mostShown] as const;
    targets.push({ sentence: "median of what a finding shows", measured, limit, unit, holds: measured <= limit });
  }
  if (benign.length > 0) {
    const runs = benign.reduce((sum, { seeds }) => sum + seeds, 0);
    const alarms = benign.reduce((sum, { alarms }) => sum + alarms.length, 0);
    const unable = benign.reduce((sum, each) => sum + each.unable.length, 0);
    targets.push(none(`false alarms in ${runs} runs against ${benign.length} correct servers`, alarms));
    targets.push(none("correct servers that a run could not judge", unable));
  }
  return targets;
};

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
