import { Worker } from "node:worker_threads";
import type { RuleFailure } from "../checks/rule.ts";
import { createRecorder } from "../client/recorder.ts";
import type { HistoryEvent, SentRequest } from "../contract/exchange.ts";
import { starterUrl } from "../contract/package-files.ts";
import type { ContractRecord } from "../contract/run.ts";

/** What the thread is started with. */
export interface JudgeSetting {
  readonly basePath: string;
  readonly seed: number;
  /** Whether the target is still there when the run is over. */
  readonly stays: boolean;
  /** One whole number of 32 bits: how many exchanges it has judged. */
  readonly progress: SharedArrayBuffer;
}

/** How the history ended. */
export interface JudgeEnd {
  readonly requests: number;
  /** Why it is no word on the service. */
  readonly reason: string | undefined;
  /** It was cut off, not ended. */
  readonly interrupted: boolean;
}

export type JudgeReply =
  | ({ readonly type: "broken" } & RuleFailure)
  /** It had an answer, and the specification does not know it. */
  | { readonly type: "unspecified"; readonly request: SentRequest }
  /** The last message. */
  | { readonly type: "record"; readonly record: ContractRecord };

export interface ProxyJudgeOptions extends Omit<JudgeSetting, "progress"> {
  /** Called with each rule when it is first broken. */
  readonly onBroken: (broken: RuleFailure) => void;
  /** Called with each answered request that the specification does not know. */
  readonly onUnspecified: (request: SentRequest) => void;
}

/**
 * Judges what a tool sends through the proxy, in a thread of its own: all rules together cost more than half of what passing a
 * request on does, which callers would wait for.
 */
export interface ProxyJudge {
  /** Give this to the transport. Waits where the thread is far behind, so that what it holds stays bounded. */
  readonly listener: (event: HistoryEvent) => void;
  /** Exchanges that it has yet to judge. */
  readonly behind: () => number;
  /** Ends the history. */
  end(how: JudgeEnd): Promise<ContractRecord>;
  /** For when there is no end to come. */
  close(): Promise<void>;
}

/** The exchanges of a second or so, some 2 kB each. */
const mostBehind = 4096;
/** So that signals, and the end of the thread, are noticed during the wait. */
const longestWaitMs = 100;

/** What is known where the thread has ended before the history. */
const notJudged = ({ requests, interrupted }: JudgeEnd, why: string): ContractRecord => ({
  outcome: interrupted ? "interrupted" : "unable",
  ...(interrupted ? {} : { reason: `the rules could not judge: ${why}` }),
  budget: requests,
  requests,
  rules: [],
  verdicts: [],
  findings: [],
  properties: [],
  coverage: [],
  records: { created: 0, deleted: 0, left: [] },
});

export const createProxyJudge = ({ onBroken, onUnspecified, ...setting }: ProxyJudgeOptions): ProxyJudge => {
  const progress = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const judged = new Int32Array(progress);
  const thread = new Worker(starterUrl("src/session/judge-worker"), {
    workerData: { ...setting, progress } satisfies JudgeSetting,
  });
  let died: string | undefined;
  let settle: (() => void) | undefined;
  let record: ContractRecord | undefined;
  thread.on("message", (reply: JudgeReply) => {
    if (reply.type === "broken") return onBroken(reply);
    if (reply.type === "unspecified") return onUnspecified(reply.request);
    record = reply.record;
    settle?.();
  });
  thread.once("error", (error) => {
    died = error.message;
  });
  thread.once("exit", () => {
    died ??= "their thread has ended";
    settle?.();
  });

  // As text, which is made once for the record and this: two copies of what it says would cost as much as the rules do.
  const recorder = createRecorder((lines) => {
    if (died !== undefined) return;
    thread.postMessage(lines);
    const done = Atomics.load(judged, 0);
    if (behind(done) > mostBehind) Atomics.wait(judged, 0, done, longestWaitMs);
  });
  const behind = (done: number) => recorder.written() - done;
  return {
    listener: recorder.listener,
    behind: () => behind(Atomics.load(judged, 0)),
    end: async (how) => {
      recorder.flush();
      if (died === undefined) {
        thread.postMessage(how);
        await new Promise<void>((resolve) => {
          settle = resolve;
        });
        await thread.terminate();
      }
      return record ?? notJudged(how, died ?? "their thread has ended");
    },
    close: async () => {
      await thread.terminate();
    },
  };
};
