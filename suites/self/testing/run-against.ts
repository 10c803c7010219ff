import { type FetchHandler, fetchAdapter } from "../../../src/client/http/fetch-adapter.ts";
import { createPacer } from "../../../src/client/pacing/pacer.ts";
import { createTransport } from "../../../src/client/transport.ts";
import { virtualClock } from "../../../src/contract/clock.ts";
import { defined } from "../../../src/contract/defined.ts";
import type { ContractRecord } from "../../../src/contract/run.ts";
import { rememberCases } from "../../../src/evaluation/score/contract-trial.ts";
import type { FamilyId } from "../../../src/limiter/families.ts";
import { runContract } from "../../../src/run/run-contract.ts";
import type { Fault } from "../../../src/simulator/fault.ts";
import { createSimulator } from "../../../src/simulator/simulator.ts";
import { properties } from "../../contract/properties.ts";

/** Every run here is of one seed: its cases are drawn once. */
const remembered = rememberCases(properties);

/** A contract run, how long it took, and what it broke. */
export interface Ran {
  readonly record: ContractRecord;
  readonly seconds: number;
  readonly broken: readonly string[];
  /** Users of the run that are still on the server. */
  readonly left: number;
}

export interface RunAgainstOptions {
  /** Default true. */
  readonly secondToken?: boolean;
  /** Default 400. */
  readonly budget?: number;
  readonly baseUrl?: string;
  /** Of the simulator. */
  readonly fault?: Fault | undefined;
  /** Requests a minute. Default 90. */
  readonly limit?: number;
  readonly family?: FamilyId;
  /** What a call spends on its way, about. Default 20. */
  readonly latencyMs?: number;
  /** In place of the simulator's own for A. */
  readonly token?: string;
}

/**
 * Runs the contract in process and virtual time against a server made of the simulator.
 * @param make wraps the simulator, or takes its place
 */
export const runAgainst = async (
  make: (simulated: FetchHandler) => FetchHandler,
  options: RunAgainstOptions = {},
): Promise<Ran> => {
  const { fault, secondToken = true, budget = 400, baseUrl = "http://127.0.0.1:4010/public/v2" } = options;
  const { limit, family, latencyMs = 20 } = options;
  const clock = virtualClock();
  const simulator = createSimulator({ clock, seed: 1, ...defined({ fault, limit, family }) });
  const before = simulator.store.size;
  const { A, B } = simulator.tokens;
  const target = {
    kind: "live" as const,
    baseUrl,
    tokens: { A: options.token ?? A, ...(secondToken ? { B } : {}), invalid: "no-such-token" },
    assumedPerMinute: 90,
  };
  const pacer = createPacer({ clock, assumedPerMinute: 90 });
  const adapter = fetchAdapter(make(simulator.fetch), { clock, latencyMs });
  const transport = createTransport({ target, adapter, clock, pacer });
  const info = { kind: target.kind, baseUrl: target.baseUrl, tokens: ["A" as const], via: "in process" };
  const { record } = await runContract({ target, info, transport, clock, pacer }, remembered, { budget, seed: 1 });
  return {
    record,
    seconds: clock.nowUs() / 1e6,
    broken: record.findings.map(({ rule }) => rule.id),
    left: simulator.store.size - before,
  };
};
