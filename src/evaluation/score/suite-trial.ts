import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { maskOf } from "../../client/history-source.ts";
import { realClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import { maskText, textWithoutCredentials } from "../../contract/secrets.ts";
import { findFault } from "../../simulator/faults.ts";
import { listen } from "../../simulator/listen.ts";
import { otherAccount } from "../../simulator/seed.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../simulator/simulator.ts";
import { smallLimit } from "./contract-trial.ts";
import { correctServer, isOfTheLimiter, plainServers } from "./job.ts";
import { type ResultsRead, readOutput, readResults, writtenBefore } from "./results/read-results.ts";

/** How a command ended. */
interface CommandResult {
  /** Undefined: it was ended, by us after too long or by a signal. */
  readonly exit: number | undefined;
  readonly timedOut: boolean;
  readonly tookMs: number;
  /** The end of what it wrote, standard output and error together. */
  readonly tail: string;
  /** All it wrote to standard output, where that was wanted and is not too much. */
  readonly output: string | undefined;
}

interface CommandOptions {
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
const runCommand = (
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

/** A server that a suite is tried on, by id. */
export type SuiteServer =
  | { readonly kind: "fault"; readonly id: string }
  /** A plain server or a benign variant. */
  | { readonly kind: "correct"; readonly id: string };

export interface SuiteTrial extends Omit<CommandResult, "output"> {
  readonly server: SuiteServer;
  readonly requests: number;
  /** Records it made and did not delete. */
  readonly left: number;
  /** What its report says of its tests; undefined: it wrote none, and none was expected. */
  readonly results: ResultsRead | undefined;
}

/** Where a suite's results are found: a file or folder that it writes, or what it prints. */
export type ResultsSource = { readonly kind: "path"; readonly path: string } | { readonly kind: "output" };

interface SuiteTrialOptions {
  readonly command: string;
  readonly budget: number;
  readonly timeoutMs: number;
  /** Absent: the path in GOREST_RESULTS, if the suite writes there. */
  readonly results?: ResultsSource;
  readonly signal?: AbortSignal;
}

/** Seconds in which a small limit fills again: on a real clock a trial must not wait minutes for a server. */
const smallWindowS = 2;

const settingsOf = ({ kind, id }: SuiteServer): Omit<SimulatorOptions, "clock"> => {
  const small = { limit: smallLimit, windowS: smallWindowS };
  if (kind === "correct") {
    if (id === plainServers[1]) return small;
    const settings = correctServer(id);
    const ownLimit = settings.benign?.settings?.limit !== undefined || settings.benign?.settings?.family !== undefined;
    return { ...settings, ...(ownLimit ? {} : { limited: false }) };
  }
  const fault = findFault(id);
  if (fault === undefined) throw new RangeError(`there is no fault ${JSON.stringify(id)}`);
  return { fault, ...(isOfTheLimiter(fault) ? small : { limited: false }) };
};

/** What a suite is given to find a server by. */
const access = (url: string, { A, B }: Simulator["tokens"], budget: number): Readonly<Record<string, string>> => ({
  GOREST_BASE_URL: url,
  GOREST_TOKEN: A,
  GOREST_SECOND_TOKEN: B,
  GOREST_REQUEST_BUDGET: String(budget),
});

/** Before the name of a variable, which is no credential. */
const variable = /=(?=["']?(?:\$\{?\w|%\w+%))/g;

/** Text of a suite without credentials, tokens that it brings along among them. */
export const withoutTokens = (text: string): string =>
  textWithoutCredentials(text.replace(variable, "\u0000"))
    .replaceAll("\u0000", "=")
    .replace(/\b[0-9a-f]{64}\b/gi, maskText);

/** Puts one server on a port of its own, runs a command against it, and counts what is left. */
export const suiteTrial = async (server: SuiteServer, options: SuiteTrialOptions): Promise<SuiteTrial> => {
  const simulator = createSimulator({ ...settingsOf(server), clock: realClock });
  const { store, tokens } = simulator;
  const privateIds = () =>
    store
      .newestFirst(store.owners().filter((owner) => owner !== undefined && owner !== otherAccount))
      .map((user) => user.id);
  const before = new Set(privateIds());
  let requests = 0;
  const counting = {
    headerName: simulator.headerName,
    fetch: (request: Request) => {
      requests++;
      return simulator.fetch(request);
    },
  };
  const mask = maskOf([tokens.A, tokens.B]);
  const clean = (text: string) => withoutTokens(mask.text(text));
  // A folder of its own: suites run side by side.
  const folder = await mkdtemp(join(tmpdir(), "gorest-score-"));
  const own = join(folder, "results.out");
  const { command, budget, timeoutMs, signal, results: source = { kind: "path", path: own } } = options;
  const listening = await listen(counting, 0);
  try {
    const written = source.kind === "path" ? await writtenBefore(source.path) : new Map();
    const { output, ...ended } = await runCommand(command, {
      env: { ...access(listening.url, tokens, budget), GOREST_RESULTS: own },
      timeoutMs,
      keepsOutput: source.kind === "output",
      ...defined({ signal }),
    });
    const read =
      source.kind === "path" ? await readResults(source.path, written, clean) : readOutput(output ?? "", clean);
    const missing = options.results === undefined && "problem" in read && !existsSync(own);
    return {
      ...ended,
      // What colours a terminal is noise on a page.
      tail: clean(stripVTControlCharacters(ended.tail)),
      server,
      requests,
      left: privateIds().filter((id) => !before.has(id)).length,
      results: missing ? undefined : read,
    };
  } finally {
    await listening.close();
    await rm(folder, { recursive: true, force: true });
  }
};
