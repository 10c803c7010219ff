import { type ChildProcess, spawn } from "node:child_process";

/** How a command ended. */
export interface CommandResult {
  /** Undefined: it was ended, by us after too long or by a signal. */
  readonly exit: number | undefined;
  readonly timedOut: boolean;
  readonly tookMs: number;
  /** The end of what it wrote, standard output and error together. */
  readonly tail: string;
  /** All it wrote to standard output, where that was wanted and is not too much. */
  readonly output: string | undefined;
}

export interface CommandOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Whether its standard output is kept. Default no. */
  readonly keepsOutput?: boolean;
}

const tailChars = 4000;
const mostOutput = 64 * 1024 * 1024;

/** Ends a shell and everything it has started. */
const endTree = (child: ChildProcess): void => {
  if (child.pid === undefined) return;
  if (process.platform === "win32") {
    spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  try {
    // The shell leads a group of its own: see `detached`.
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
};

/** Runs a command line through the shell, with variables added to this process's own. */
export const runCommand = (
  command: string,
  { env, timeoutMs, signal, keepsOutput = false }: CommandOptions,
): Promise<CommandResult> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(command, {
      shell: true,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    });
    let tail = "";
    let timedOut = false;
    const keep = (chunk: Buffer) => {
      tail = (tail + chunk.toString()).slice(-tailChars);
    };
    const output: Buffer[] = [];
    let outputBytes = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      keep(chunk);
      outputBytes += chunk.length;
      if (keepsOutput && outputBytes <= mostOutput) output.push(chunk);
    });
    child.stderr.on("data", keep);
    const stop = () => endTree(child);
    const timer = setTimeout(() => {
      timedOut = true;
      stop();
    }, timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      process.removeListener("exit", stop);
    };
    // Its group is its own: nothing else would end it with this process.
    process.once("exit", stop);
    signal?.addEventListener("abort", stop);
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code) => {
      settle();
      resolve({
        exit: code ?? undefined,
        timedOut,
        tookMs: Math.round(performance.now() - begun),
        tail,
        output: keepsOutput && outputBytes <= mostOutput ? Buffer.concat(output).toString() : undefined,
      });
    });
  });
