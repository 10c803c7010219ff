import { type ChildProcess, fork } from "node:child_process";
import { loaderArgs, starterUrl } from "../../contract/package-files.ts";
import type { Job, Trial } from "./job.ts";

export interface PoolOptions {
  readonly processes: number;
  readonly signal?: AbortSignal;
  /**
   * Longest a job may take, ms; then its process is killed and the job has no trial, as when it dies of the job itself.
   * For code that may loop for ever or eat all memory. Default: no limit, and a death is an error.
   */
  readonly timeoutMs?: number;
  readonly onTrial?: (trial: Trial | undefined, done: number, of: number) => void;
}

const start = (mayDie: boolean): ChildProcess =>
  fork(starterUrl("src/evaluation/score/worker"), {
    // Mutants are source.
    execArgv: [...loaderArgs],
    stdio: ["ignore", "ignore", mayDie ? "ignore" : "inherit", "ipc"],
  });

const answered = (child: ChildProcess, timeoutMs?: number): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      child.off("exit", ended);
      child.off("error", failed);
      child.off("message", received);
    };
    const ended = (code: number | null) => {
      settle();
      if (timeoutMs !== undefined) resolve("gone");
      else reject(new Error(`a measuring process ended early (exit ${code})`));
    };
    const failed = (error: Error) => {
      settle();
      reject(error);
    };
    const received = (message: unknown) => {
      settle();
      resolve(message);
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            settle();
            resolve("gone");
          }, timeoutMs);
    child.once("exit", ended);
    child.once("error", failed);
    child.once("message", received);
  });

/**
 * Shares jobs out among processes; a free one takes the next.
 * @returns the trials in the order of the jobs; undefined for a job that took too long or killed its process
 */
export const inParallel = async (
  jobs: readonly Job[],
  { processes, signal, timeoutMs, onTrial }: PoolOptions,
): Promise<readonly (Trial | undefined)[]> => {
  const trials: (Trial | undefined)[] = jobs.map(() => undefined);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    let child = start(timeoutMs !== undefined);
    const stop = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", stop);
    try {
      await answered(child);
      for (let at = next++; at < jobs.length && signal?.aborted !== true; at = next++) {
        const answer = answered(child, timeoutMs);
        child.send(jobs[at] ?? {});
        const message = await answer;
        if (message === "gone") {
          child.kill("SIGKILL");
          child = start(timeoutMs !== undefined);
          await answered(child);
        } else {
          // What worker.ts sends, and nothing else does.
          const { trial, error } = message as { readonly trial?: Trial; readonly error?: string };
          if (trial === undefined) throw new Error(`${JSON.stringify(jobs[at])}: ${error}`);
          trials[at] = trial;
        }
        onTrial?.(trials[at], ++done, jobs.length);
      }
    } catch (error) {
      // Ctrl-C reaches the children too: what they did not finish is missing, and the caller knows why.
      if (signal?.aborted !== true) throw error;
    } finally {
      signal?.removeEventListener("abort", stop);
      child.kill("SIGKILL");
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, jobs.length) }, work));
  return trials;
};
