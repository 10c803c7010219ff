import { fork } from "node:child_process";
import { rules } from "../checks/rules.ts";
import type { HttpAdapter } from "../client/http/adapter.ts";
import type { HttpProxy } from "../client/http/http-proxy.ts";
import { startRecordingProxy } from "../client/recording-proxy.ts";
import { createTransport } from "../client/transport.ts";
import type { Clock } from "../contract/clock.ts";
import { starterUrl } from "../contract/package-files.ts";
import type { Target } from "../contract/target.ts";
import type { Marker } from "../generators/marker.ts";
import { createLoadJudge, type LoadJudge } from "../load/load-judge.ts";
import type { Equipment, ProcessesRequest, ProcessReport } from "../load/scenario.ts";
import { listen } from "../simulator/listen.ts";
import { createSimulator } from "../simulator/simulator.ts";
import type { WorkerOrder } from "./load-worker.ts";

/** Answers at once with the least that is a user: what is left to measure is ourselves. */
const nothingAdapter: HttpAdapter = async () => ({
  kind: "answer",
  status: 200,
  headers: [["content-type", "application/json"]],
  body: '{"id":1}',
});

export interface EquipmentOptions {
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
export const loadEquipment = ({ clock, seed, target, proxy, signal }: EquipmentOptions): Equipment => ({
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
export const loadJudge = (baseUrl: string, seed: number, marker: Marker, strict = false): LoadJudge =>
  createLoadJudge({ rules, baseUrl, seed, isOurs: marker.isOurs, strict });
