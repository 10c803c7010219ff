import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { maskOf } from "../../client/history-source.ts";
import { realClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import { maskText, textWithoutCredentials } from "../../contract/secrets.ts";
import { findFault } from "../../simulator/faults.ts";
import { listen } from "../../simulator/listen.ts";
import { otherAccount } from "../../simulator/seed.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../simulator/simulator.ts";
import { correctServer, isOfTheLimiter, plainServers } from "./job.ts";
import { smallLimit } from "./kills.ts";
import { type ResultsRead, readOutput, readResults, writtenBefore } from "./results/read-results.ts";
import { type CommandResult, runCommand } from "./suite-command.ts";

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

export interface SuiteTrialOptions {
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
      tail: clean(ended.tail),
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
