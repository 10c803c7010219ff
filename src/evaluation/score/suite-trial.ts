import { realClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import { findFault } from "../../simulator/faults.ts";
import { listen } from "../../simulator/listen.ts";
import { createSimulator, type SimulatorOptions } from "../../simulator/simulator.ts";
import { correctServer, isOfTheLimiter, plainServers } from "./job.ts";
import { smallLimit } from "./kills.ts";
import { type CommandResult, runCommand } from "./suite-command.ts";

/** A server that a suite is tried on, by id. */
export type SuiteServer =
  | { readonly kind: "fault"; readonly id: string }
  /** A plain server or a benign variant. */
  | { readonly kind: "correct"; readonly id: string };

export interface SuiteTrial extends CommandResult {
  readonly server: SuiteServer;
  readonly requests: number;
  /** Records it made and did not delete. */
  readonly left: number;
}

export interface SuiteTrialOptions {
  readonly command: string;
  readonly budget: number;
  readonly timeoutMs: number;
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

/** Puts one server on a port of its own, runs a command against it, and counts what is left. */
export const suiteTrial = async (server: SuiteServer, options: SuiteTrialOptions): Promise<SuiteTrial> => {
  const simulator = createSimulator({ ...settingsOf(server), clock: realClock });
  const { store, tokens } = simulator;
  const privateIds = () =>
    store.newestFirst(store.owners().filter((owner) => owner !== undefined)).map((user) => user.id);
  const before = new Set(privateIds());
  let requests = 0;
  const counting = {
    headerName: simulator.headerName,
    fetch: (request: Request) => {
      requests++;
      return simulator.fetch(request);
    },
  };
  const listening = await listen(counting, 0);
  try {
    const result = await runCommand(options.command, {
      env: {
        GOREST_BASE_URL: listening.url,
        GOREST_TOKEN: tokens.A,
        GOREST_SECOND_TOKEN: tokens.B,
        GOREST_REQUEST_BUDGET: String(options.budget),
      },
      timeoutMs: options.timeoutMs,
      ...defined({ signal: options.signal }),
    });
    return { ...result, server, requests, left: privateIds().filter((id) => !before.has(id)).length };
  } finally {
    await listening.close();
  }
};
