import { exitCode } from "../session/fail.ts";
import { whatStays } from "../session/journals.ts";
import { terminal } from "./terminal.ts";

/** What an interrupted wait rejects with. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What asks this process to end. */
type Cause = "SIGINT" | "SIGTERM" | "SIGHUP" | "closed output" | "no parent";
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interruption {
  readonly signal: AbortSignal;
  /** What asked first; undefined: nothing did. */
  readonly cause: () => Cause | undefined;
  readonly done: () => void;
}

interface Work {
  readonly message: string;
  readonly stop: AbortController;
  asked?: { readonly cause: Cause; readonly atMs: number };
}

/** What can be stopped now. A process does one thing. */
let work: Work | undefined;

/** One Ctrl-C may come twice: from the terminal, which asks the whole group, and from npm, which passes it on. */
const sameMs = 250;

const ask = (cause: Cause): void => {
  const { note } = terminal();
  const isSignal = cause !== "closed output" && cause !== "no parent";
  if (work === undefined) {
    // A verb that only reads and prints has nothing to stop: it ends by itself, heard or not.
    if (cause === "closed output") return;
    process.exit(process.exitCode ?? exitCode.interrupted);
  }
  if (work.asked === undefined) {
    work.asked = { cause, atMs: performance.now() };
    note(work.message);
    work.stop.abort(new Interrupted("interrupted"));
    return;
  }
  // Only a person asks twice: whoever closes one output often closes the other too.
  if (!isSignal || performance.now() - work.asked.atMs < sameMs) return;
  note(whatStays() ?? "leaving at once; no journal names anything that is left");
  process.exit(exitCode.interrupted);
};

/** How soon it is noticed that whoever started this process is gone. */
const parentEveryMs = 500;

/**
 * Has this process asked to end by whatever ends a command: signals, an output nobody reads, a terminal that is gone, and
 * the death of the npm that started it, which passes nothing on when it is killed. Call once, at the start.
 */
export const listenForTheEnd = (): void => {
  for (const name of signals) process.on(name, () => ask(name));
  // Without these listeners a write to a closed output would throw from nowhere.
  for (const output of [process.stdout, process.stderr]) output.on("error", () => ask("closed output"));
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ask("no parent");
  }, parentEveryMs);
  timer.unref();
};

/** Stops the work when this process is first asked to end, and lets it clean up; the second time the process ends at once. */
export const interruptible = (
  message = "stopping: what was made is being deleted (again to leave at once)",
): Interruption => {
  const own: Work = { message, stop: new AbortController() };
  work = own;
  return {
    signal: own.stop.signal,
    cause: () => own.asked?.cause,
    done: () => {
      if (work === own) work = undefined;
    },
  };
};

/** For servers, which end only when they are asked to. */
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
