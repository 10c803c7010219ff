import { type ChildProcess, spawn } from "node:child_process";
import { root } from "./sources.ts";

/** How a real process of ours ended, and all it said. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A real process with an environment of its own. `wrapper`: a command that runs it, such as `prlimit`. */
export const start = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  wrapper: readonly string[] = [],
): Started => {
  const { PATH = "", HOME = "" } = process.env;
  const [command = "", ...rest] = [...wrapper, process.execPath, "src/cli/start.mjs", ...args];
  const child = spawn(command, rest, { cwd: root, env: { PATH, HOME, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return { child, ended };
};

export const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  start(args, env).ended;
