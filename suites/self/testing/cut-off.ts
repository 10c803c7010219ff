import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { realClock } from "../../../src/contract/clock.ts";
import { listen } from "../../../src/simulator/listen.ts";
import { createSimulator, type SimulatorOptions } from "../../../src/simulator/simulator.ts";
import { root } from "./sources.ts";

/** Real processes, and the service they talk to, which says when the moment to cut them off has come. */

const seedUsers = 20;

/** What a service does with a request instead of answering: nothing, for ever, before or after it has acted. */
export type Habit = (request: Request, count: number) => "hang" | "act and hang" | "bad gateway" | undefined;

export interface Service {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** Resolves once a request came of which this is true. */
  came(wanted: (request: Request, count: number) => boolean): Promise<void>;
  /** Answers everything from now on. */
  thaw(): void;
  /** Users beyond the public seed. */
  left(): number;
  close(): Promise<void>;
}

/** A simulator in this process: what is left on it is counted without asking. */
export const startService = async (
  habit: Habit = () => undefined,
  options: Partial<SimulatorOptions> = {},
): Promise<Service> => {
  const simulator = createSimulator({ clock: realClock, seedUsers, latencyMs: 5, ...options });
  const listeners = new Set<(request: Request, count: number) => void>();
  let thawed = false;
  let count = 0;
  const listening = await listen(
    {
      headerName: simulator.headerName,
      fetch: async (request) => {
        const own = ++count;
        const does = thawed ? undefined : habit(request, own);
        const answer = does === undefined || does === "act and hang" ? await simulator.fetch(request) : undefined;
        for (const listener of listeners) listener(request, own);
        if (does === "bad gateway") return new Response("<html>502 Bad Gateway</html>", { status: 502 });
        return answer !== undefined && does === undefined ? answer : new Promise<Response>(() => {});
      },
    },
    0,
  );
  return {
    url: listening.url,
    env: { GOREST_BASE_URL: listening.url, GOREST_TOKEN: simulator.tokens.A, GOREST_SECOND_TOKEN: simulator.tokens.B },
    came: (wanted) =>
      new Promise((resolve) => {
        const listener = (request: Request, own: number) => {
          if (!wanted(request, own)) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      }),
    thaw: () => {
      thawed = true;
    },
    left: () => simulator.store.size - seedUsers,
    close: listening.close,
  };
};

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when a line of either output says so. */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** All it said until now. */
  text(): string;
  /** When it and all that hold its outputs have ended. */
  readonly ended: Promise<number | null>;
}

/** Starts a command in the project's folder and listens to it. */
export const startCommand = (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options: SpawnOptions = {},
): Running => {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(command, args, { cwd: root, env: { PATH, HOME, ...env }, stdio: "pipe", ...options });
  let text = "";
  const waiting = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    for (const look of waiting) look();
  };
  for (const output of [child.stdout, child.stderr]) {
    output?.on("data", hear);
    // Closing it from our side is what some of the tests do.
    output?.on("error", () => {});
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code));
  });
  return {
    child,
    text: () => text,
    ended,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text);
          if (match === null) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without saying ${pattern}: ${text}`)));
      }),
  };
};

/** A verb of ours as a process, without npm. */
export const startVerb = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  options?: SpawnOptions,
): Running => startCommand(process.execPath, ["src/cli/start.mjs", ...args], env, options);

/** Names of the journals that lie in a reports folder. */
export const journalsIn = (reports: string): readonly string[] => {
  try {
    return readdirSync(join(reports, "journals"));
  } catch {
    return [];
  }
};

/** Resolves when it is so; the test's own time limit ends the wait. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await realClock.sleep(25);
};

/** Whether a process listens there. */
export const isServed = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
