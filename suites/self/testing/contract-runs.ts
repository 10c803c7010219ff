import { expect } from "vitest";
import type { Exchange, HistoryEvent } from "../../../src/contract/exchange.ts";
import { rememberCases } from "../../../src/evaluation/score/contract-trial.ts";
import type { ReplayFile } from "../../../src/run/finding.ts";
import type { ContractOptions } from "../../../src/run/open-run.ts";
import { type ReplayOptions, replay } from "../../../src/run/replay.ts";
import { runContract } from "../../../src/run/run-contract.ts";
import { openTarget } from "../../../src/session/open-target.ts";
import { readSettings } from "../../../src/session/settings.ts";
import { findFault } from "../../../src/simulator/faults.ts";
import type { Simulator, SimulatorOptions } from "../../../src/simulator/simulator.ts";
import { properties as all, propertiesOfAll } from "../../contract/properties.ts";

/** Most runs here are of one seed: its cases are drawn once. */
export const properties = rememberCases(all);

const open: (() => Promise<void>)[] = [];
/** Closes what the tests so far have opened. */
export const closeSessions = async (): Promise<void> => {
  for (const close of open.splice(0)) await close();
};

type Server = Omit<SimulatorOptions, "clock">;
export const faulty = (id: string): Server => {
  const fault = findFault(id);
  if (fault === undefined) throw new Error(`no fault is called ${id}`);
  return { fault, seed: 1 };
};

export const sessionWith = async (server: Server = {}) => {
  const session = await openTarget(readSettings({}), { simulator: server });
  open.push(() => session.close());
  const exchanges: Exchange[] = [];
  session.transport.listen((event: HistoryEvent) => {
    if (event.type === "done") exchanges.push(event.exchange);
  });
  return { session, exchanges };
};

export const runWith = async (server: Server = {}, options: Partial<ContractOptions> = {}, suite = properties) => {
  const { session, exchanges } = await sessionWith(server);
  const result = await runContract(session, suite, { budget: 120, seed: 1, ...options });
  return { ...result, exchanges, simulator: session.simulator };
};

/** Users that carry a mark of ours, whoever owns them, as the simulator itself knows them. */
export const leftIn = async (simulator: Simulator | undefined): Promise<number> => {
  if (simulator === undefined) return Number.NaN;
  let found = 0;
  for (const token of [simulator.tokens.A, simulator.tokens.B]) {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await simulator.fetch(
      new Request("http://127.0.0.1:4010/public/v2/users?email=.ghx&per_page=100", { headers }),
    );
    found += Number(answer.headers.get("x-pagination-total"));
  }
  return found;
};

/** The first server on which it shows: what shows in one answer of ten may keep out of a whole run. */
const shown = async (id: string): Promise<{ readonly server: Server; readonly replayables: readonly ReplayFile[] }> => {
  for (let seed = 1; seed <= 10; seed++) {
    const server = { ...faulty(id), seed };
    const { replayables } = await runWith(server, { budget: 240 });
    if (replayables.length > 0) return { server, replayables };
  }
  throw new Error(`${id} shows under none of ten seeds`);
};

/** On a simulator that is opened anew for each try. */
export const again = (replayable: ReplayFile, server: Server = {}, options: Partial<ReplayOptions> = {}) =>
  replay(replayable, {
    open: () => openTarget(readSettings({}), { simulator: { seed: 1, ...server } }),
    nonce: replayable.nonce,
    // As the verb does: the file says which of them the run drew from.
    properties: propertiesOfAll,
    ...options,
  });

/** Every failure that a run saves shows again on the same server, and the first no more on the correct one. */
export const replaysAlike = async (id: string): Promise<void> => {
  const { server, replayables } = await shown(id);
  for (const replayable of replayables) {
    expect(await again(replayable, server), replayable.rule).toMatchObject({ verdict: "same" });
  }
  const [replayable] = replayables;
  const correct: Server = server.seed === undefined ? {} : { seed: server.seed };
  if (replayable !== undefined) expect(await again(replayable, correct)).toMatchObject({ verdict: "fixed", broken: 0 });
};
