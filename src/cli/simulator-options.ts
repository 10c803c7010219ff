import { findBenign } from "../simulator/benign.ts";
import { findFault } from "../simulator/faults.ts";
import type { SimulatorOptions } from "../simulator/simulator.ts";
import { UsageError } from "./fail.ts";

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
