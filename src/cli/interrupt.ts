import { describeFailure, exitCode, systemCodeOf } from "../session/fail.ts";
import { whatStays } from "../session/open-journals.ts";
import { terminal } from "./terminal.ts";

/** What an interrupted wait rejects with. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The signals and events that end this process. */
type Cause = "SIGINT" | "SIGTERM" | "SIGHUP" | "closed output" | "no parent";
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** The first signal or event; undefined: none so far. */
  readonly cause: () => Cause | undefined;
  readonly done: () => void;
}

interface Work {
  readonly message: string;
  readonly stop: AbortController;
  ending?: { readonly cause: Cause; readonly atMs: number };
}

/** What can be stopped now. A process does one thing. */
let work: Work | undefined;

/** One Ctrl-C may come twice: from the terminal, which signals the whole group, and from npm, which passes it on. */
const sameMs = 250;

const requestEnd = (cause: Cause): void => {
  const { note } = terminal();
  const isSignal = cause !== "closed output" && cause !== "no parent";
  if (work === undefined) {
    // A verb that only reads and prints has nothing to stop: it ends by itself.
    if (cause === "closed output") return;
    process.exit(process.exitCode ?? exitCode.interrupted);
  }
  if (work.ending === undefined) {
    work.ending = { cause, atMs: performance.now() };
    note(work.message);
    work.stop.abort(new Interrupted("interrupted"));
    return;
  }
  // Only a second signal is a person's: a program that closes one output often closes the other too.
  if (!isSignal || performance.now() - work.ending.atMs < sameMs) return;
  note(whatStays() ?? "leaving at once; no journal names anything that is left");
  process.exit(exitCode.interrupted);
};

/** Standard output takes no more. Whoever closed it has read enough; where the disk is full, nobody got what was found. */
const lostOutput = (error: Error): void => {
  const full = ["ENOSPC", "EDQUOT"].includes(systemCodeOf(error) ?? "");
  if (full && !outputFailed) {
    outputFailed = true;
    terminal().note(`error: ${describeFailure(Object.assign(error, { path: "standard output" })).line}`);
    process.once("exit", () => {
      process.exitCode = exitCode.unable;
    });
  }
  if (full && work === undefined) process.exit(exitCode.unable);
  requestEnd("closed output");
};
let outputFailed = false;

/** How soon it is noticed that whoever started this process is gone. */
const parentEveryMs = 500;

/**
 * Ends this process on whatever ends a command: signals, an output that is closed, a terminal that is gone, and
 * the death of the npm that started it, which passes nothing on when it is killed. Call once, at the start.
 */
export const listenForTheEnd = (): void => {
  for (const name of signals) {
    const whileLoading = process.listeners(name);
    process.on(name, () => requestEnd(name));
    // Afterwards: a signal that has come and was not delivered yet is lost when there is no listener for a moment.
    for (const listener of whileLoading) process.off(name, listener);
  }
  // Without these listeners a write to a closed output would throw from nowhere.
  process.stdout.on("error", lostOutput);
  process.stderr.on("error", () => requestEnd("closed output"));
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    requestEnd("no parent");
  }, parentEveryMs);
  timer.unref();
};

/** Stops the work at the first signal to end, and lets it clean up; the second time the process ends at once. */
export const interruptible = (
  message = "stopping: what was made is being deleted (again to leave at once)",
): Interruption => {
  const own: Work = { message, stop: new AbortController() };
  work = own;
  return {
    signal: own.stop.signal,
    cause: () => own.ending?.cause,
    done: () => {
      if (work === own) work = undefined;
    },
  };
};

/** For servers, which end only on a signal. */
export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** Ctrl-C and TERM are how a server ends; an output or a terminal that is gone cuts it off. */
export const wasAsked = ({ cause }: Interruption): boolean => cause() === "SIGINT" || cause() === "SIGTERM";

/** For work that leaves nothing behind: it is let go at once. @throws Interrupted */
export const orStopped = <T>({ signal }: Interruption, work: Promise<T>): Promise<T> =>
  Promise.race([work, untilAborted(signal).then(() => Promise.reject<T>(signal.reason))]);
