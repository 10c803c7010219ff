import { defined } from "../contract/defined.ts";
import { targetName } from "../contract/target.ts";
import type { SimulatorOptions } from "../simulator/simulator.ts";
import { UsageError } from "./fail.ts";
import { named } from "./named.ts";
import type { Settings } from "./settings.ts";

/** Flags as typed, of verbs that bring the simulator with them. */
export interface SimulatorFlags {
  readonly fault?: string;
  readonly benign?: string;
  readonly latency?: string;
}

/** What flags choose of the simulator. */
export type SimulatorChoice = Pick<SimulatorOptions, "fault" | "benign" | "latencyMs">;

const mostLatencyMs = 60_000;

const latencyOf = (text: string): number => {
  const latencyMs = Number(text);
  if (text.trim() !== "" && latencyMs >= 0 && latencyMs <= mostLatencyMs) return latencyMs;
  throw new UsageError(`--latency ${text}: should be milliseconds from 0 to ${mostLatencyMs}`);
};

/**
 * What flags make of the embedded simulator. The catalogues are loaded only when one is chosen: they are hundreds of
 * files, and a run against a service needs none.
 * @throws UsageError for a name or a number that is none, and where the target is not that simulator
 */
export const simulatorOptions = async (
  flags: SimulatorFlags,
  { kind }: Pick<Settings, "kind">,
): Promise<SimulatorChoice> => {
  for (const flag of ["fault", "benign", "latency"] as const)
    if (flags[flag] !== undefined && kind === "live")
      throw new UsageError(
        `--${flag} is of the embedded simulator; the target is another: unset GOREST_TOKEN, or set GOREST_TARGET=simulator`,
      );
  const list = (flag: string) => `npm run simulator -- ${flag}`;
  const fault =
    flags.fault === undefined
      ? undefined
      : named("--fault", flags.fault, (await import("../simulator/faults.ts")).faults, list("--list-faults"));
  const benign =
    flags.benign === undefined
      ? undefined
      : named("--benign", flags.benign, (await import("../simulator/benign.ts")).benignVariants, list("--list-benign"));
  return {
    ...defined({ fault, benign }),
    ...(flags.latency === undefined ? {} : { latencyMs: latencyOf(flags.latency) }),
  };
};

/** The simulator's configuration in words; undefined for the default. */
export const toldOf = ({ fault, benign, latencyMs }: Pick<SimulatorOptions, "fault" | "benign" | "latencyMs">) => {
  const words = [
    ...(fault === undefined ? [] : [`fault ${fault.id}`]),
    ...(benign === undefined ? [] : [`variant ${benign.id}`]),
    ...(latencyMs === undefined ? [] : [`${latencyMs} ms slower`]),
  ];
  return words.length === 0 ? undefined : words.join(", ");
};

/** Where a run goes, in words: known before the target is opened. */
export const targetWords = (
  { kind, baseUrl, proxy }: Pick<Settings, "kind" | "baseUrl" | "proxy">,
  choice: SimulatorChoice,
): string => {
  const told = toldOf(choice);
  const through = proxy === undefined ? "" : `, through the proxy ${proxy.name}`;
  return `${targetName({ kind, baseUrl, ...defined({ told }) })}${through}`;
};

/** The same flags as they were typed: a faulty simulator has to be configured again for a replay. */
export const simulatorFlags = ({ fault, benign }: SimulatorFlags): string =>
  `${fault === undefined ? "" : ` --fault ${fault}`}${benign === undefined ? "" : ` --benign ${benign}`}`;

/** What starts the same simulator on a port of its own. */
export const simulatorCommand = ({
  seed,
  fault,
  benign,
  latencyMs,
}: Pick<SimulatorOptions, "seed" | "fault" | "benign" | "latencyMs">): string =>
  `npm run simulator -- --seed ${seed}${simulatorFlags(defined({ fault: fault?.id, benign: benign?.id }))}${latencyMs === undefined ? "" : ` --latency ${latencyMs}`}`;
