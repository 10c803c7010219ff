import { properties, propertiesOfAll } from "../../../suites/contract/properties.ts";
import type { Rule } from "../../checks/rule.ts";
import { fetchAdapter } from "../../client/http/fetch-adapter.ts";
import { nearMisses } from "../../client/near-misses.ts";
import { createPacer } from "../../client/pacing/pacer.ts";
import { createTransport } from "../../client/transport.ts";
import { virtualClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import type { ContractRecord } from "../../contract/run.ts";
import type { Target } from "../../contract/target.ts";
import type { Broken } from "../../run/open-run.ts";
import { runContract } from "../../run/run-contract.ts";
import { contractWindowS, infoOf } from "../../session/open-target.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../simulator/simulator.ts";
import { rememberCases } from "./remember-cases.ts";

/** What a trial needs of a server in this process. */
export type ServerUnderTest = Pick<Simulator, "fetch" | "tokens">;

/** Makes the server under test: the simulator, the second server, or a mutant of either. */
export type CreateServer = (options: SimulatorOptions) => ServerUnderTest;

export interface ContractTrialOptions {
  readonly server: Omit<SimulatorOptions, "clock">;
  readonly create?: CreateServer;
  readonly seed: number;
  readonly budget: number;
  /** Default: all. */
  readonly rules?: readonly Rule[];
  /** Ids of the properties to run. Default: all. */
  readonly only?: readonly string[];
  /** Ends exploring at the first broken rule of level must. Default: the budget is spent. */
  readonly stopAtFirst?: boolean;
  /** Makes failing cases small. Default false. */
  readonly shrink?: boolean;
}

export interface ContractTrial {
  readonly record: ContractRecord;
  /** Rules in the order in which they were first broken. */
  readonly broken: readonly Broken[];
}

const remembered = { users: rememberCases(properties), all: rememberCases(propertiesOfAll) };
const baseUrl = "http://127.0.0.1:4010/public/v2";

/** The contract suite against one simulator in this process, on a clock of its own. */
export const contractTrial = async (options: ContractTrialOptions): Promise<ContractTrial> => {
  const { server, create = createSimulator, seed, budget, rules, only, stopAtFirst = false, shrink = false } = options;
  const clock = virtualClock();
  const simulator = create({ ...server, clock, seed });
  const near = nearMisses(simulator.tokens.A, simulator.tokens.B);
  const target: Target = {
    kind: "simulator",
    baseUrl,
    tokens: { ...simulator.tokens, invalid: near.GET },
    nearMisses: near,
    assumedPerMinute: undefined,
  };
  const pacer = createPacer({ clock, kind: "burst", longestWindowS: contractWindowS, assumedPerMinute: undefined });
  const adapter = fetchAdapter(simulator.fetch, { clock, latencyMs: 20, seed });
  const transport = createTransport({ target, adapter, clock, pacer });
  const broken: Broken[] = [];
  try {
    const session = { target, info: infoOf(target, "in process, virtual clock"), transport, clock, pacer };
    const from = only === undefined ? (server.fault?.resource ?? "users") : "all";
    const chosen = remembered[from].filter(({ id }) => only?.includes(id) !== false);
    const { record } = await runContract(session, chosen, {
      budget,
      seed,
      stopAtFirst,
      ...defined({ rules }),
      ...(shrink ? {} : { shrinkRequests: 0 }),
      onBroken: (one) => broken.push(one),
    });
    return { record, broken };
  } finally {
    await transport.close();
  }
};
