import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Job, Trial } from "./job.ts";

export interface PoolOptions {
  readonly processes: number;
  readonly signal?: AbortSignal;
  readonly onTrial?: (trial: Trial, done: number, of: number) => void;
}

const answered = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a measuring process ended early (exit ${code})`));
    child.once("exit", ended);
    child.once("error", reject);
    child.once("message", (message) => {
      child.off("exit", ended);
      child.off("error", reject);
      resolve(message);
    });
  });

/** Shares jobs out among processes; a free one takes the next. The trials come back in the order of the jobs. */
export const inParallel = async (jobs: readonly Job[], options: PoolOptions): Promise<readonly Trial[]> => {
  const trials: Trial[] = [];
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    const child = fork(fileURLToPath(new URL("worker.ts", import.meta.url)), {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const stop = () => child.kill();
    options.signal?.addEventListener("abort", stop);
    try {
      await answered(child);
      for (let at = next++; at < jobs.length && options.signal?.aborted !== true; at = next++) {
        const answer = answered(child);
        child.send(jobs[at] ?? {});
        // What worker.ts sends, and nothing else does.
        const { trial, error } = (await answer) as { readonly trial?: Trial; readonly error?: string };
        if (trial === undefined) throw new Error(`${JSON.stringify(jobs[at])}: ${error}`);
        trials[at] = trial;
        options.onTrial?.(trial, ++done, jobs.length);
      }
    } catch (error) {
      // Ctrl-C reaches the children too: what they did not finish is missing, and the caller knows why.
      if (options.signal?.aborted !== true) throw error;
    } finally {
      options.signal?.removeEventListener("abort", stop);
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.processes, jobs.length) }, work));
  return trials.filter((trial) => trial !== undefined);
};
