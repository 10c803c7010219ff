import { defined } from "../../contract/defined.ts";
import type { FailedTest, LeftOutTest, SuiteResult, SuiteTests } from "./record.ts";
import type { TestResult } from "./results/test-result.ts";
import type { SuiteTrial } from "./suite-trial.ts";

/** What a suite does on a correct server: what a failure elsewhere is held against. */
export interface Baseline {
  /** Tests whose failure means something. */
  readonly passing: ReadonlySet<string>;
  /** Tests that failed in any run. */
  readonly failing: ReadonlySet<string>;
  /** All tests of any run. */
  readonly seen: ReadonlySet<string>;
  /** Each run ended with exit code 0. */
  readonly exitsWithZero: boolean;
  /** Absent: there were no results. */
  readonly tests?: SuiteTests;
}

type Finding = { readonly baseline: Baseline } | { readonly reason: string };

const outcomesOf = ({ results }: SuiteTrial): ReadonlyMap<string, TestResult> | undefined =>
  results !== undefined && "tests" in results ? new Map(results.tests.map((test) => [test.name, test])) : undefined;

const sentNothing = (id: string): string =>
  `it sent nothing to the ${id} server: it must read GOREST_BASE_URL, and GOREST_TOKEN for its token`;

/** @see POSIX, Shell Command Language, 2.8.2 */
const notFound = 127;

const fromExitCodes = ([first, again]: readonly [SuiteTrial, SuiteTrial]): Finding => {
  const { id } = first.server;
  if ((first.exit === 0) !== (again.exit === 0))
    return {
      reason: `it passes once and fails once on the ${id} server: give its results to leave out tests that are flaky`,
    };
  if (first.exit !== 0) {
    const hint =
      first.exit === notFound
        ? "which the shell gives where it finds no such command"
        : first.requests === 0
          ? "and sent nothing to it: it must read GOREST_BASE_URL"
          : "so that its alarms would mean nothing; give its results to leave out tests that fail";
    return { reason: `it fails on the ${id} server (exit code ${first.exit ?? "none"}), ${hint}` };
  }
  return first.requests === 0
    ? { reason: sentNothing(id) }
    : { baseline: { passing: new Set(), failing: new Set(), seen: new Set(), exitsWithZero: true } };
};

const fromResults = (
  runs: readonly ReadonlyMap<string, TestResult>[],
  trials: readonly SuiteTrial[],
  format: string,
): Finding => {
  const names = new Set(runs.flatMap((run) => [...run.keys()]));
  const passing = new Set<string>();
  const failing = new Set<string>();
  const leftOut: LeftOutTest[] = [];
  let skipped = 0;
  for (const name of names) {
    const all = runs.map((run) => run.get(name));
    const failure = all.find((one) => one?.outcome === "failed");
    if (failure !== undefined) failing.add(name);
    if (all.every((one) => one?.outcome === "passed")) passing.add(name);
    else if (all.every((one) => one?.outcome === "failed"))
      leftOut.push({ name, why: "fails", ...defined({ message: failure?.message }) });
    else if (failure !== undefined || all.some((one) => one?.outcome === "passed"))
      leftOut.push({ name, why: "flaky", ...defined({ message: failure?.message }) });
    else skipped++;
  }
  if (passing.size === 0)
    return { reason: `none of its ${names.size} tests passes on the ${trials[0]?.server.id} server` };
  const exitsWithZero = trials.every(({ exit }) => exit === 0);
  return {
    baseline: {
      passing,
      failing,
      seen: names,
      exitsWithZero,
      tests: { format, scored: [...passing], skipped, leftOut },
    },
  };
};

/**
 * What a suite does on a correct server, from two runs of it.
 * @param needsResults results were named, so that a run without any is a mistake
 * @returns or why it cannot be scored
 */
export const baselineOf = (
  trials: readonly [SuiteTrial, SuiteTrial],
  { timeoutMs, needsResults }: { readonly timeoutMs: number; readonly needsResults: boolean },
): Finding => {
  const [first, again] = trials;
  const { id } = first.server;
  if (first.timedOut || again.timedOut)
    return { reason: `it did not end within ${timeoutMs / 1000} s on the ${id} server` };
  const runs = trials.map(outcomesOf).filter((run) => run !== undefined);
  if (runs.length === 0 && !needsResults) return fromExitCodes(trials);
  if (first.requests === 0) return { reason: sentNothing(id) };
  const without = trials.find((trial) => outcomesOf(trial) === undefined);
  if (without !== undefined) {
    const said = without.results !== undefined && "problem" in without.results ? without.results.problem : undefined;
    return {
      reason: `${said ?? "it wrote results only once"} (exit code ${without.exit ?? "none"} on the ${id} server)`,
    };
  }
  const format = first.results !== undefined && "format" in first.results ? first.results.format : "";
  return fromResults(runs, trials, format);
};

type Judged = Pick<SuiteResult, "outcome" | "failedTests" | "note">;

const failedTest = ({ name, message }: TestResult): FailedTest => ({ name, ...defined({ message }) });

/** What a run on another server says, held against the correct one. */
export const judgeTrial = (trial: SuiteTrial, baseline: Baseline): Judged => {
  if (trial.timedOut) return { outcome: "timed out" };
  const red = trial.exit !== 0;
  const outcomes = outcomesOf(trial);
  if (baseline.tests === undefined) return { outcome: red ? "failed" : "passed" };
  // A suite that breaks down before it can report has noticed, as anybody who runs it does.
  if (outcomes === undefined)
    return red
      ? { outcome: "failed", note: `wrote no results, exit code ${trial.exit ?? "none"}` }
      : { outcome: "passed" };
  const failures = [...outcomes.values()].filter(({ outcome }) => outcome === "failed");
  const named = failures.filter(
    ({ name, listedIfFailed }) =>
      baseline.passing.has(name) || (listedIfFailed === true && !baseline.failing.has(name)),
  );
  // Where a hook fails, some reports say so under a name of its own, and its tests did not run.
  const didNotRun = [...baseline.passing].some((name) => (outcomes.get(name)?.outcome ?? "skipped") === "skipped");
  const counted = named.length > 0 || !didNotRun ? named : failures.filter(({ name }) => !baseline.seen.has(name));
  if (counted.length > 0) return { outcome: "failed", failedTests: counted.map(failedTest) };
  // All was green on the correct server and nothing that is left out explains why this is not.
  const explained = failures.some(({ name }) => baseline.failing.has(name));
  if (red && baseline.exitsWithZero && !explained)
    return {
      outcome: "failed",
      failedTests: failures.map(failedTest),
      note: `exit code ${trial.exit ?? "none"}, and 0 on the correct server`,
    };
  return { outcome: "passed", failedTests: [] };
};
