import { defined } from "../../contract/defined.ts";
import { type FaultInfo, faultClasses } from "../../contract/fault.ts";
import type { Fault } from "../../simulator/fault.ts";
import { isOfTheLimiter, plainServers } from "./job.ts";
import { type Measurement, type MeasurementOptions, startMeasurement } from "./record.ts";
import { medianRequests } from "./score.ts";
import { type SuiteServer, type SuiteTrial, suiteTrial } from "./suite-trial.ts";

interface SuiteRow {
  readonly name: string;
  readonly faults: number;
  readonly killed: number;
}

/** What a suite did on one server. */
export interface SuiteResult {
  readonly id: string;
  readonly class?: FaultInfo["class"];
  readonly sentence?: string;
  readonly outcome: "passed" | "failed" | "timed out" | "not tried";
  readonly exit?: number;
  readonly requests: number;
  readonly left: number;
  readonly tookMs: number;
  /** The end of what it wrote, where it failed on a correct server. */
  readonly tail?: string;
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
  readonly rows: readonly SuiteRow[];
  /** Median requests on a correct server, and on a faulty one. */
  readonly requests: { readonly correct: number | undefined; readonly faulty: number | undefined };
  readonly correct: readonly SuiteResult[];
  readonly faults: readonly SuiteResult[];
}

export interface MeasureSuiteOptions extends MeasurementOptions {
  readonly command: string;
  readonly faults: readonly Fault[];
  /** Ids of benign variants. */
  readonly benign: readonly string[];
  readonly budget: number;
  readonly timeoutMs: number;
  /** Servers at a time. */
  readonly parallel: number;
}

const outcomeOf = ({ exit, timedOut }: SuiteTrial): SuiteResult["outcome"] =>
  timedOut ? "timed out" : exit === 0 ? "passed" : "failed";

const resultOf = (trial: SuiteTrial, fault?: Fault): SuiteResult => {
  const outcome = outcomeOf(trial);
  return {
    id: trial.server.id,
    ...defined({ class: fault?.class, sentence: fault?.sentence }),
    outcome,
    ...defined({ exit: trial.exit }),
    requests: trial.requests,
    left: trial.left,
    tookMs: trial.tookMs,
    ...(fault === undefined && outcome !== "passed" ? { tail: trial.tail.trimEnd() } : {}),
  };
};

/** Why a suite cannot be scored, from what it did on a correct server. */
const reasonNotToScore = (result: SuiteResult, timeoutMs: number): string | undefined => {
  if (result.outcome === "timed out") return `it did not end within ${timeoutMs / 1000} s on the ${result.id} server`;
  if (result.outcome === "failed")
    return `it fails on the ${result.id} server (exit code ${result.exit ?? "none"}): its alarms would mean nothing`;
  if (result.requests === 0)
    return `it sent nothing to the ${result.id} server: it must read GOREST_BASE_URL, and GOREST_TOKEN for its token`;
  return undefined;
};

const rowsOf = (results: readonly SuiteResult[]): readonly SuiteRow[] => {
  const row = (name: string, some: readonly SuiteResult[]): SuiteRow => ({
    name,
    faults: some.length,
    killed: some.filter(({ outcome }) => outcome === "failed").length,
  });
  const byClass = faultClasses.flatMap((kind) => {
    const some = results.filter((result) => result.class === kind);
    return some.length === 0 ? [] : [row(kind, some)];
  });
  return [...byClass, row("all", results)];
};

/** Scores any suite: the correct server first, then every faulty and every benign one. */
export const measureSuite = async (options: MeasureSuiteOptions): Promise<SuiteRecord> => {
  const { command, faults, benign, budget, timeoutMs, parallel, signal, onProgress } = options;
  const measurement = startMeasurement();
  const trial = (server: SuiteServer) => suiteTrial(server, { command, budget, timeoutMs, ...defined({ signal }) });
  const record = (more: Pick<SuiteRecord, "rows" | "correct" | "faults"> & Partial<SuiteRecord>): SuiteRecord => {
    const middle = (results: readonly SuiteResult[]) =>
      medianRequests(results.filter(({ outcome }) => outcome !== "not tried"));
    return {
      format: "gorest-harness suite score",
      ...measurement(),
      command,
      budget,
      requests: { correct: middle(more.correct), faulty: middle(more.faults) },
      ...more,
    };
  };

  onProgress?.("the correct server");
  const plain = resultOf(await trial({ kind: "correct", id: plainServers[0] }));
  const unscored = reasonNotToScore(plain, timeoutMs);
  if (unscored !== undefined) return record({ unscored, rows: [], correct: [plain], faults: [] });

  const correct = [plain];
  let withoutLimiter: string | undefined;
  if (faults.some(isOfTheLimiter)) {
    onProgress?.(plainServers[1]);
    const limited = resultOf(await trial({ kind: "correct", id: plainServers[1] }));
    withoutLimiter = reasonNotToScore(limited, timeoutMs);
    // A suite that does not wait out a limit is not wrong; it only has nothing to say about limits.
    if (withoutLimiter === undefined) correct.push(limited);
  }
  const tried = faults.filter((fault) => withoutLimiter === undefined || !isOfTheLimiter(fault));
  const queue = [
    ...tried.map((fault) => ({ server: { kind: "fault", id: fault.id } as const, fault })),
    ...benign.map((id) => ({ server: { kind: "correct", id } as const, fault: undefined })),
  ];
  const results = new Map<string, SuiteResult>();
  let next = 0;
  const work = async () => {
    for (let one = queue[next++]; one !== undefined && signal?.aborted !== true; one = queue[next++]) {
      results.set(`${one.server.kind} ${one.server.id}`, resultOf(await trial(one.server), one.fault));
      onProgress?.(`${results.size}/${queue.length} servers · ${one.server.id}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  const notTried = (fault: Fault): SuiteResult => ({
    id: fault.id,
    class: fault.class,
    sentence: fault.sentence,
    outcome: "not tried",
    requests: 0,
    left: 0,
    tookMs: 0,
  });
  const faulty = faults.map((fault) => results.get(`fault ${fault.id}`) ?? notTried(fault));
  for (const id of benign) {
    const result = results.get(`correct ${id}`);
    if (result !== undefined) correct.push(result);
  }
  return record({
    ...defined({ withoutLimiter }),
    rows: rowsOf(faulty),
    correct,
    faults: faulty,
  });
};
