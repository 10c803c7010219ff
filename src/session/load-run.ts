import { fork } from "node:child_process";
import { rules } from "../checks/rules.ts";
import type { HttpAdapter } from "../client/http/adapter.ts";
import type { HttpProxy } from "../client/http/connect.ts";
import { startRecordingProxy } from "../client/recording-proxy.ts";
import { createTransport } from "../client/transport.ts";
import type { Clock } from "../contract/clock.ts";
import { defined } from "../contract/defined.ts";
import type { HistoryEvent, Sent } from "../contract/exchange.ts";
import { starterUrl } from "../contract/package-files.ts";
import type { LoadRecord, ScenarioRecord } from "../contract/run.ts";
import type { Target, TargetInfo } from "../contract/target.ts";
import type { Marker } from "../generators/marker.ts";
import { createLoadJudge, type LoadJudge } from "../load/load-judge.ts";
import { runLoad } from "../load/run-load.ts";
import type { Conditions, Equipment, ProcessesRequest, ProcessReport, Scenario } from "../load/scenario.ts";
import { listen } from "../simulator/listen.ts";
import { createSimulator, type SimulatorOptions } from "../simulator/simulator.ts";
import { sweepJournals } from "./journals.ts";
import type { WorkerOrder } from "./load-worker.ts";
import { anyWindowS, type OpenOptions, openTarget } from "./open-target.ts";
import type { Settings } from "./settings.ts";

/** Answers at once with the least that is a user: what is left to measure is ourselves. */
const nothingAdapter: HttpAdapter = async () => ({
  kind: "answer",
  status: 200,
  headers: [["content-type", "application/json"]],
  body: '{"id":1}',
});

interface EquipmentOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly target: Target;
  readonly proxy?: HttpProxy | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One client process. The token goes over the channel between us, never onto a command line. */
const runWorker = (order: WorkerOrder, signal: AbortSignal | undefined): Promise<ProcessReport> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = fork(starterUrl("src/session/load-worker"), {
      execArgv: [],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    let report: ProcessReport | undefined;
    // It makes nothing that would have to be deleted.
    const onAbort = () => {
      child.kill("SIGKILL");
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    child.once("message", (message) => {
      // Our own worker's word: it sends nothing else.
      report = message as ProcessReport;
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      signal?.removeEventListener("abort", onAbort);
      if (report === undefined) reject(new Error(`a client process ended early (exit ${code})`));
      else resolve(report);
    });
    child.send(order);
  });

/** What procedures of the load suite may use besides the target. */
const loadEquipment = ({ clock, seed, target, proxy, signal }: EquipmentOptions): Equipment => ({
  openNothing: async () =>
    createTransport({
      target: {
        kind: "simulator",
        baseUrl: "http://127.0.0.1:9/nothing",
        tokens: { A: "none" },
        assumedPerMinute: undefined,
      },
      adapter: nothingAdapter,
      clock,
    }),
  openUnlimited: async () => {
    const simulator = createSimulator({ clock, seed, limited: false });
    const listening = await listen(simulator, 0);
    return { url: listening.url, token: simulator.tokens.A, close: listening.close };
  },
  runProcesses: async ({ count, forS, perS, over }: ProcessesRequest) => {
    const recording = over === undefined ? undefined : await startRecordingProxy({ transport: over });
    const { A: token = "" } = target.tokens;
    const order: WorkerOrder =
      recording === undefined
        ? { forS, perS, baseUrl: target.baseUrl, token, proxy }
        : { forS, perS, recordingProxyUrl: recording.url };
    try {
      return await Promise.all(Array.from({ length: count }, () => runWorker(order, signal)));
    } finally {
      await recording?.close();
    }
  },
});

/** All rules over load traffic. */
const loadJudge = (baseUrl: string, seed: number, marker: Marker, strict = false): LoadJudge =>
  createLoadJudge({ rules, baseUrl, seed, isOurs: marker.isOurs, strict });

export interface PerformLoadOptions {
  readonly settings: Settings;
  readonly scenarios: readonly Scenario[];
  readonly seed: number;
  readonly marker: Marker;
  /** Length of the simulator's window, seconds; a live target's is taken to be 60. Default 6. */
  readonly windowS?: number;
  /** Of the simulator. Default 90. */
  readonly limit?: number;
  readonly durationS?: number;
  /** Seconds the run may take in all, with removing what dead runs left. */
  readonly maxTimeS?: number;
  /** What else the simulator is to be. */
  readonly simulator?: Pick<SimulatorOptions, "family" | "fault" | "benign" | "latencyMs">;
  /** A live target may get more than its limit from scenarios that say so. */
  readonly allowOverLimit?: boolean;
  readonly strict?: boolean;
  readonly onWait?: OpenOptions["onWait"];
  readonly progress?: (line: string) => void;
  readonly onScenario?: (record: ScenarioRecord) => void;
  /** Every event, for the recorder. */
  readonly onEvent?: (event: HistoryEvent) => void;
  /** Before each request leaves, for the journal. */
  readonly beforeSend?: (sent: Sent) => void;
  readonly signal?: AbortSignal;
  /** Where journals of runs lie that did not end well; what they left on a service is removed first. Absent: nothing is. */
  readonly reportsDir?: string;
  readonly onSwept?: (removed: number) => void;
}

/** Requests at the most for what dead runs left. */
const mostToSweep = 120;
/** So that the nightly set takes about a minute. */
const simulatedWindowS = 4;
export const liveWindowS = 60;
export const assumedLimit = 90;

/** What scenarios plan by, before the first answer. */
export const conditionsOf = (options: Omit<PerformLoadOptions, "scenarios" | "marker">): Conditions => ({
  kind: options.settings.kind,
  limit: options.settings.kind === "simulator" ? (options.limit ?? assumedLimit) : assumedLimit,
  windowS: options.windowS ?? (options.settings.kind === "simulator" ? simulatedWindowS : liveWindowS),
  durationS: options.durationS,
  tokens: options.settings.kind === "simulator" || options.settings.secondToken !== undefined ? ["A", "B"] : ["A"],
  mayExceed: options.settings.kind === "simulator" || options.allowOverLimit === true,
  seed: options.seed,
});

/**
 * Opens the target, runs scenarios against it through the proxy, judges the traffic, cleans up, closes.
 * @returns the record, and what may be shown of the target
 */
export const performLoad = async (
  options: PerformLoadOptions,
): Promise<{ readonly record: LoadRecord; readonly target: TargetInfo }> => {
  const conditions = conditionsOf(options);
  const { windowS, limit } = conditions;
  const open = await openTarget(options.settings, {
    onPort: true,
    pacer: { kind: "even", windowS, longestWindowS: anyWindowS },
    simulator: { ...options.simulator, windowS, limit, seed: options.seed },
    ...defined({ onWait: options.onWait, beforeSend: options.beforeSend }),
  });
  const { transport, target, clock, info } = open;
  const startUs = clock.nowUs();
  const unlisten = options.onEvent === undefined ? undefined : transport.listen(options.onEvent);
  try {
    if (target.kind === "live" && options.reportsDir !== undefined) {
      const { removed } = await sweepJournals(open, options.reportsDir, {
        most: mostToSweep,
        maxTimeS: options.maxTimeS === undefined ? undefined : options.maxTimeS / 2,
        signal: options.signal,
      });
      if (removed > 0) options.onSwept?.(removed);
    }
    const sweptS = (clock.nowUs() - startUs) / 1e6;
    const record = await runLoad({
      scenarios: options.scenarios,
      transport,
      conditions,
      email: () => options.marker.email(0, "load"),
      judge: loadJudge(target.baseUrl, options.seed, options.marker, options.strict),
      equipment: loadEquipment({
        clock,
        seed: options.seed,
        target,
        proxy: options.settings.proxy,
        signal: options.signal,
      }),
      ...defined({ progress: options.progress, onScenario: options.onScenario, signal: options.signal }),
      ...defined({ maxTimeS: options.maxTimeS === undefined ? undefined : options.maxTimeS - sweptS }),
    });
    return { record, target: info };
  } finally {
    unlisten?.();
    await open.close();
  }
};
