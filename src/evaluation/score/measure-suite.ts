import { defined } from "../../contract/defined.ts";
import { faultClasses } from "../../contract/fault.ts";
import { findBenign } from "../../simulator/benign.ts";
import type { Fault } from "../../simulator/fault.ts";
import { type Example, exampleOf } from "./contract-trial.ts";
import { isOfTheLimiter, plainServers } from "./job.ts";
import {
  type MeasurementOptions,
  type SuiteRecord,
  type SuiteResult,
  type SuiteRow,
  type SuiteTests,
  startMeasurement,
} from "./record.ts";
import { interleaved, shuffled, stratified } from "./sample.ts";
import { medianRequests } from "./score.ts";
import { type Baseline, baselineOf, judgeTrial } from "./suite-baseline.ts";
import { type ResultsSource, type SuiteServer, type SuiteTrial, suiteTrial, withoutTokens } from "./suite-trial.ts";

export interface MeasureSuiteOptions extends MeasurementOptions {
  readonly command: string;
  readonly faults: readonly Fault[];
  /** Ids of benign variants. */
  readonly benign: readonly string[];
  readonly budget: number;
  readonly timeoutMs: number;
  /** Servers at a time. */
  readonly parallel: number;
  /** Where its results are; absent: in GOREST_RESULTS, and without any its exit code counts. */
  readonly results?: ResultsSource;
  /** So many faults only, drawn at random in each class, and as large a part of the benign variants. */
  readonly sample?: number;
  /** Draws the sample and the order. Default 1. */
  readonly seed?: number;
  /** Longest the whole may take. */
  readonly forMs?: number;
  /** Percent of the faults that must be killed. */
  readonly minPercent?: number;
}

/** A server that a suite is to be tried on. */
interface Task {
  readonly server: SuiteServer;
  readonly fault: Fault | undefined;
}

const aboutFault = ({ id, class: kind, sentence, breaks }: Fault) => ({ id, class: kind, sentence, breaks });

const aboutVariant = (id: string) => ({ id, ...defined({ sentence: findBenign(id)?.sentence }) });

const untried = (fault: Fault, outcome: "not tried" | "not reached"): SuiteResult => ({
  ...aboutFault(fault),
  outcome,
  requests: 0,
  left: 0,
  tookMs: 0,
});

const resultOf = (trial: SuiteTrial, judged: ReturnType<typeof judgeTrial>, fault?: Fault): SuiteResult => ({
  ...(fault === undefined ? aboutVariant(trial.server.id) : aboutFault(fault)),
  ...judged,
  ...defined({ exit: trial.exit }),
  requests: trial.requests,
  left: trial.left,
  tookMs: trial.tookMs,
  ...(fault === undefined && judged.outcome !== "passed" ? { tail: trial.tail.trimEnd() } : {}),
});

/** How a run on a plain server, which others are held against, is shown. */
const resultOnCorrect = (trial: SuiteTrial): SuiteResult =>
  resultOf(trial, { outcome: trial.timedOut ? "timed out" : "passed" });

/** A run on the correct server by which a suite cannot be scored. */
const unscoredResult = (trial: SuiteTrial): SuiteResult => ({
  ...resultOf(trial, { outcome: trial.timedOut ? "timed out" : trial.exit === 0 ? "passed" : "failed" }),
  tail: trial.tail.trimEnd(),
});

const rowsOf = (results: readonly SuiteResult[]): readonly SuiteRow[] => {
  const row = (name: string, some: readonly SuiteResult[]): SuiteRow => {
    const notReached = some.filter(({ outcome }) => outcome === "not reached").length;
    return {
      name,
      faults: some.length - notReached,
      killed: some.filter(({ outcome }) => outcome === "failed").length,
      ...(notReached === 0 ? {} : { notReached }),
    };
  };
  const byClass = faultClasses.flatMap((kind) => {
    const some = results.filter((result) => result.class === kind);
    return some.length === 0 ? [] : [row(kind, some)];
  });
  return [...byClass, row("all", results)];
};

/** Aborts when one of several reasons to stop comes up, and says which. */
const stopper = (signal: AbortSignal | undefined, forMs: number | undefined) => {
  const clock = new AbortController();
  const timer = forMs === undefined ? undefined : setTimeout(() => clock.abort(), forMs);
  const either = AbortSignal.any([clock.signal, ...(signal === undefined ? [] : [signal])]);
  return {
    signal: either,
    reason: (): SuiteRecord["stopped"] =>
      signal?.aborted === true ? "interrupted" : clock.signal.aborted ? "out of time" : undefined,
    done: () => clearTimeout(timer),
  };
};

const timeText = (ms: number): string => (ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

/** Leftovers of both lists are named once: what fails without a limit fails with it, too. */
const testsOf = (plain: Baseline, limited: Baseline | undefined): SuiteTests | undefined => {
  if (plain.tests === undefined) return undefined;
  const known = new Set(plain.tests.leftOut.map(({ name }) => name));
  const more = (limited?.tests?.leftOut ?? []).filter(({ name }) => !known.has(name));
  return {
    ...plain.tests,
    leftOut: [...plain.tests.leftOut, ...more.map((test) => ({ ...test, on: plainServers[1] }))],
  };
};

/** The longest that looking for examples may take, ms. */
const examplesMs = 60_000;

/** What the faulty servers that a suite did not notice answer wrongly: of the first fault of each rule, as time allows. */
const examplesOf = async (
  results: readonly SuiteResult[],
  { signal, untilMs }: { readonly signal: AbortSignal; readonly untilMs: number },
): Promise<ReadonlyMap<string, Omit<Example, "fault">>> => {
  const found = new Map<string, Omit<Example, "fault">>();
  const seen = new Set<string>();
  for (const { id, breaks, outcome } of results) {
    if (outcome !== "passed" || breaks === undefined || seen.has(breaks)) continue;
    if (signal.aborted || performance.now() > untilMs) break;
    seen.add(breaks);
    const example = await exampleOf(breaks, [id]);
    if (example === undefined) continue;
    const { expected, received, sequence } = example;
    found.set(id, { expected, received, sequence });
  }
  return found;
};

/**
 * Scores any suite: two runs on the correct server say which of its tests count, then every faulty and every benign
 * server is tried.
 */
export const measureSuite = async (options: MeasureSuiteOptions): Promise<SuiteRecord> => {
  const { command, benign, budget, timeoutMs, parallel, onProgress, results, seed = 1, sample, minPercent } = options;
  const measurement = startMeasurement();
  const stop = stopper(options.signal, options.forMs);
  const endsAtMs = options.forMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.forMs;
  const trial = (server: SuiteServer) =>
    suiteTrial(server, { command, budget, timeoutMs, signal: stop.signal, ...defined({ results }) });

  const order = stratified(options.faults, seed);
  const faults = sample === undefined ? order : order.slice(0, sample);
  const share = order.length === 0 ? 1 : faults.length / order.length;
  const variants = shuffled(benign, seed).slice(0, Math.ceil(benign.length * share));

  const record = (more: Pick<SuiteRecord, "rows" | "correct" | "faults"> & Partial<SuiteRecord>): SuiteRecord => {
    stop.done();
    const middle = (some: readonly SuiteResult[]) => medianRequests(some.filter(({ tookMs }) => tookMs > 0));
    const { killed = 0, faults: tried = 0 } = more.rows.at(-1) ?? {};
    return {
      format: "gorest-harness suite score",
      ...measurement(),
      command: withoutTokens(command),
      budget,
      ...(sample === undefined || sample >= order.length
        ? {}
        : { sample: { faults: faults.length, of: order.length, seed } }),
      ...defined({ stopped: stop.reason() }),
      ...(minPercent === undefined
        ? {}
        : { target: { percent: minPercent, holds: tried > 0 && 100 * killed >= minPercent * tried } }),
      requests: { correct: middle(more.correct), faulty: middle(more.faults) },
      ...more,
    };
  };

  /** Two runs, at the same time where servers may run so: then a test that hangs on timing shows. */
  const twice = async (id: string): Promise<readonly [SuiteTrial, SuiteTrial]> => {
    onProgress?.(`the ${id} server, twice`);
    const once = () => trial({ kind: "correct", id });
    if (parallel > 1) return Promise.all([once(), once()]);
    return [await once(), await once()];
  };
  const how = { timeoutMs, needsResults: results !== undefined };

  const plainTrials = await twice(plainServers[0]);
  const plain = baselineOf(plainTrials, how);
  const stopped = stop.reason();
  if (stopped !== undefined || "reason" in plain) {
    const early = stopped === "out of time" ? "the time was over before" : "it was interrupted before";
    const unscored = "reason" in plain && stopped === undefined ? plain.reason : `${early} the correct server was done`;
    return record({ unscored, rows: [], correct: [unscoredResult(plainTrials[0])], faults: [] });
  }
  const correct = [resultOnCorrect(plainTrials[0])];
  let limited: Baseline | undefined;
  let withoutLimiter: string | undefined;
  if (faults.some(isOfTheLimiter)) {
    const limitedTrials = await twice(plainServers[1]);
    const found = baselineOf(limitedTrials, how);
    // A suite that does not wait out a limit is not wrong; it only has nothing to say about limits.
    if ("reason" in found) withoutLimiter = stop.reason() === undefined ? found.reason : undefined;
    else {
      limited = found.baseline;
      correct.push(resultOnCorrect(limitedTrials[0]));
    }
  }

  const tried = faults.filter((fault) => withoutLimiter === undefined || !isOfTheLimiter(fault));
  const queue = interleaved<Task>([
    tried.map((fault) => ({ server: { kind: "fault", id: fault.id }, fault })),
    variants.map((id) => ({ server: { kind: "correct", id }, fault: undefined })),
  ]);
  const done = new Map<string, SuiteResult>();
  const begunMs = performance.now();
  let killed = 0;
  const showProgress = () => {
    const nowMs = performance.now();
    const restMs = ((nowMs - begunMs) / done.size) * (queue.length - done.size);
    const leftMs = Math.min(restMs, endsAtMs - nowMs);
    onProgress?.(`${done.size}/${queue.length} servers · ${killed} faults killed · about ${timeText(leftMs)} left`);
  };
  let next = 0;
  const work = async () => {
    for (let task = queue[next++]; task !== undefined && !stop.signal.aborted; task = queue[next++]) {
      const { server, fault } = task;
      const ended = await trial(server);
      // It was ended in the middle: that says nothing.
      if (stop.signal.aborted) return;
      const baseline = fault !== undefined && isOfTheLimiter(fault) ? (limited ?? plain.baseline) : plain.baseline;
      const result = resultOf(ended, judgeTrial(ended, baseline), fault);
      if (fault !== undefined && result.outcome === "failed") killed++;
      done.set(`${server.kind} ${server.id}`, result);
      showProgress();
    }
  };
  if (!stop.signal.aborted) await Promise.all(Array.from({ length: parallel }, work));

  const isTried = new Set(tried);
  // As the catalogue has them: the order of trying says nothing.
  const faulty = options.faults
    .filter((fault) => faults.includes(fault))
    .map((fault) => done.get(`fault ${fault.id}`) ?? untried(fault, isTried.has(fault) ? "not reached" : "not tried"));
  for (const id of benign) {
    const result = done.get(`correct ${id}`);
    if (result !== undefined) correct.push(result);
  }
  // Its time is over or not by what was tried.
  stop.done();
  const { signal } = stop;
  const examples = await examplesOf(faulty, { signal, untilMs: Math.min(endsAtMs, performance.now() + examplesMs) });
  return record({
    ...defined({ withoutLimiter, tests: testsOf(plain.baseline, limited) }),
    rows: rowsOf(faulty),
    correct,
    faults: faulty.map((result) => ({ ...result, ...defined({ example: examples.get(result.id) }) })),
  });
};
