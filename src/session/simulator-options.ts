import { defined } from "../contract/defined.ts";
import { isObject } from "../contract/is-object.ts";
import { targetName } from "../contract/target.ts";
import type { GivenUser, SimulatorOptions } from "../simulator/simulator.ts";
import { UsageError } from "./fail.ts";
import { readText } from "./files.ts";
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
export const configurationOf = ({
  fault,
  benign,
  latencyMs,
}: Pick<SimulatorOptions, "fault" | "benign" | "latencyMs">) => {
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
  const configuration = configurationOf(choice);
  const through = proxy === undefined ? "" : `, through the proxy ${proxy.name}`;
  return `${targetName({ kind, baseUrl, ...defined({ configuration }) })}${through}`;
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

const mend = "a list of users as the service shows them, or a saved answer with one";

/** The list in a file: bare, as `data` of an answer of version 1, or after the headers of an answer saved by `curl -i`. */
const listIn = (text: string, path: string): readonly unknown[] => {
  const at = /^HTTP\//.test(text) ? text.search(/^[[{]/m) : 0;
  const body = text.slice(Math.max(0, at));
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    if (text.trim() === "") throw new UsageError(`${path}: it is empty; give ${mend}`);
    throw new UsageError(
      `${path}: is no JSON (${error instanceof Error ? error.message : "unreadable"}); give ${mend}`,
    );
  }
  const list = isObject(value) ? value.data : value;
  if (!Array.isArray(list)) throw new UsageError(`${path}: has no list of users; give ${mend}`);
  return list;
};

const userOf = (value: unknown, where: string): GivenUser => {
  if (!isObject(value)) throw new UsageError(`${where} is no user; give ${mend}`);
  const text = (field: string): string => {
    const found = value[field];
    if (typeof found === "string" && found !== "") return found;
    throw new UsageError(`${where} has no ${field}; a user has name, email, gender and status`);
  };
  const { id } = value;
  if (id !== undefined && !(Number.isSafeInteger(id) && Number(id) > 0)) {
    throw new UsageError(`${where} has an id that is no whole number from 1; leave it out for the next one`);
  }
  return {
    ...(id === undefined ? {} : { id: Number(id) }),
    name: text("name"),
    email: text("email"),
    gender: text("gender").toLowerCase(),
    status: text("status").toLowerCase(),
  };
};

/**
 * Users to begin with, out of a file.
 * @throws UsageError naming the file and the user that is none; what the file system says
 */
export const readGivenUsers = async (path: string): Promise<readonly GivenUser[]> =>
  listIn(await readText(path), path).map((value, at) => userOf(value, `${path}: entry ${at + 1}`));

/** A public user that has an e-mail, so that no other user can. */
export const ownerOf = (email: string): GivenUser => ({
  name: "Taken Already",
  email,
  gender: "female",
  status: "active",
});
