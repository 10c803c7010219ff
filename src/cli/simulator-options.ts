import { findBenign } from "../simulator/benign.ts";
import { findFault } from "../simulator/faults.ts";
import type { SimulatorOptions } from "../simulator/simulator.ts";
import { UsageError } from "./fail.ts";
import type { Settings } from "./settings.ts";

/** What flags make of the embedded simulator. */
export const simulatorOptions = (flags: {
  readonly fault?: string;
  readonly benign?: string;
}): Pick<SimulatorOptions, "fault" | "benign"> => {
  const fault = flags.fault === undefined ? undefined : findFault(flags.fault);
  const benign = flags.benign === undefined ? undefined : findBenign(flags.benign);
  if (flags.fault !== undefined && fault === undefined) {
    throw new UsageError(
      `--fault ${flags.fault}: there is none of that name; npm run simulator -- --list-faults names them`,
    );
  }
  if (flags.benign !== undefined && benign === undefined) {
    throw new UsageError(
      `--benign ${flags.benign}: there is none of that name; npm run simulator -- --list-benign names them`,
    );
  }
  return { ...(fault === undefined ? {} : { fault }), ...(benign === undefined ? {} : { benign }) };
};

const mostLatencyMs = 60_000;

/**
 * What --latency makes of the embedded simulator.
 * @throws UsageError for a number out of range, and where the target is not that simulator
 */
export const addedLatency = (
  { latency }: { readonly latency?: string },
  { kind }: Pick<Settings, "kind">,
): Pick<SimulatorOptions, "latencyMs"> => {
  if (latency === undefined) return {};
  if (kind === "live")
    throw new UsageError("--latency slows the embedded simulator down; with GOREST_TOKEN set the target is another");
  const latencyMs = Number(latency);
  if (latency.trim() === "" || !(latencyMs >= 0 && latencyMs <= mostLatencyMs))
    throw new UsageError(`--latency ${latency}: should be milliseconds from 0 to ${mostLatencyMs}`);
  return { latencyMs };
};

/** The same flags as they were typed: a simulator that is told to be wrong has to be told again. */
export const simulatorFlags = ({ fault, benign }: { readonly fault?: string; readonly benign?: string }): string =>
  `${fault === undefined ? "" : ` --fault ${fault}`}${benign === undefined ? "" : ` --benign ${benign}`}`;
