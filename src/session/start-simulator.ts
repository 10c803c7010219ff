import { realClock } from "../contract/clock.ts";
import { defined } from "../contract/defined.ts";
import { type FamilyId, familyIds, isFamilyId } from "../limiter/families.ts";
import { findFault } from "../simulator/faults.ts";
import { listen } from "../simulator/listen.ts";
import { createSimulator, type SimulatorOptions } from "../simulator/simulator.ts";

export interface SimulatorSettings
  extends Pick<SimulatorOptions, "limit" | "windowS" | "seed" | "seedUsers" | "latencyMs" | "anyToken" | "users"> {
  /** On 127.0.0.1. Default 0: any free one. */
  readonly port?: number;
  /** One way to be wrong, by its id: `gorest-harness simulator --list-faults` names them. */
  readonly fault?: string;
  /** Limiter family by id. Default the one recorded of the live service. */
  readonly family?: FamilyId;
}

export interface RunningSimulator {
  /** Such as http://127.0.0.1:4010/public/v2. */
  readonly baseUrl: string;
  /** Of two accounts. */
  readonly tokens: { readonly A: string; readonly B: string };
  /** Drops everything and begins anew with public users. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Starts Go REST on a port of this machine, correct or with one fault.
 * @throws RangeError for a fault or family of no such name and for settings that make no sense; the socket's own error
 * where the port is taken
 */
export const startSimulator = async ({
  port = 0,
  fault: faultId,
  ...settings
}: SimulatorSettings = {}): Promise<RunningSimulator> => {
  const fault = faultId === undefined ? undefined : findFault(faultId);
  if (faultId !== undefined && fault === undefined)
    throw new RangeError(`there is no fault ${JSON.stringify(faultId)}: gorest-harness simulator --list-faults`);
  if (settings.family !== undefined && !isFamilyId(settings.family))
    throw new RangeError(`there is no limiter family ${JSON.stringify(settings.family)}: ${familyIds.join(", ")}`);
  const simulator = createSimulator({ ...settings, clock: realClock, ...defined({ fault }) });
  const { url, close } = await listen(simulator, port);
  return { baseUrl: url, tokens: simulator.tokens, reset: simulator.reset, close };
};
