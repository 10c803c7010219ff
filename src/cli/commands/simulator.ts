import { realClock } from "../../contract/clock.ts";
import { defined } from "../../contract/defined.ts";
import { safeText } from "../../contract/safe-text.ts";
import { familyIds, isFamilyId } from "../../limiter/families.ts";
import type { Certificate } from "../../session/certificate.ts";
import { exitCode, UsageError } from "../../session/fail.ts";
import { named, unknownName } from "../../session/named.ts";
import { ownerOf, readGivenUsers } from "../../session/simulator-options.ts";
import { benignVariants } from "../../simulator/benign.ts";
import type { Handler } from "../../simulator/fault.ts";
import { faults } from "../../simulator/faults.ts";
import { type Listening, listen, publicHost } from "../../simulator/listen.ts";
import { createSimulator, type GivenUser, type SimulatorOptions } from "../../simulator/simulator.ts";
import { interruptible, untilAborted, wasAsked } from "../interrupt.ts";
import { table, terminal } from "../terminal.ts";

/** As many different ones are said; a scanner would ask for thousands. */
const most = 50;

/** The shape of a path: requests that differ by an id are one. */
const shapeOf = ({ method, url }: Request): string =>
  `${method} ${new URL(url).pathname.replaceAll(/\/\d+(?=\/|$)/g, "/{id}")}`;

/**
 * A handler that says once for each kind of request that the simulator has no such route, so that a suite's failure is not
 * taken for the service's.
 */
export const tellNotSimulated = (fetch: Handler, print: (line: string) => void): Handler => {
  const reported = new Set<string>();
  const look = (request: Request, response: Response): Response => {
    if (response.status !== 404 || response.headers.get("content-type")?.startsWith("text/html") !== true)
      return response;
    const shape = shapeOf(request);
    if (reported.has(shape) || reported.size >= most) return response;
    reported.add(shape);
    print(`not simulated: ${safeText(shape)} (404, a page)`);
    return response;
  };
  return (request) => {
    const response = fetch(request);
    return response instanceof Promise ? response.then((late) => look(request, late)) : look(request, response);
  };
};

/** Flags as typed. */
interface SimulatorFlags {
  readonly port?: string;
  readonly limit?: string;
  readonly window?: string;
  readonly seed?: string;
  readonly users?: string;
  readonly latency?: string;
  readonly family?: string;
  readonly fault?: string;
  readonly benign?: string;
  readonly unlimited?: boolean;
  readonly https?: boolean;
  readonly anyToken?: boolean;
  readonly data?: string;
  readonly taken?: readonly string[];
  readonly resetEvery?: string;
  readonly listFaults?: boolean;
  readonly listBenign?: boolean;
}

const number = (
  flag: string,
  text: string,
  { least, most, whole }: { readonly least: number; readonly most: number; readonly whole: boolean },
) => {
  const value = Number(text);
  if (text.trim() === "" || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) {
    const kind = whole ? "a whole number" : "a number";
    throw new UsageError(`--${flag} ${text}: should be ${kind} from ${least} to ${most}`);
  }
  return value;
};

/**
 * What the flags choose.
 * @throws UsageError naming the flag and what it takes
 */
const readSimulatorFlags = (
  flags: SimulatorFlags,
): { readonly port: number; readonly resetEveryS: number | undefined; readonly options: SimulatorOptions } => {
  const { family, fault: faultId, benign: benignId } = flags;
  if (family !== undefined && !isFamilyId(family))
    throw unknownName("--family", family, familyIds, "npm run simulator -- --help");
  const list = (flag: string) => `npm run simulator -- ${flag}`;
  const fault = faultId === undefined ? undefined : named("--fault", faultId, faults, list("--list-faults"));
  const benign =
    benignId === undefined ? undefined : named("--benign", benignId, benignVariants, list("--list-benign"));
  const whole = (flag: "limit" | "seed" | "users", least: number, most: number) =>
    flags[flag] === undefined ? undefined : { value: number(flag, flags[flag], { least, most, whole: true }) };
  const limit = whole("limit", 1, 1_000_000);
  const users = whole("users", 0, 1_000_000);
  const span = { least: 0.01, most: 86_400, whole: false };
  return {
    port: number("port", flags.port ?? "4010", { least: 0, most: 65_535, whole: true }),
    resetEveryS: flags.resetEvery === undefined ? undefined : number("reset-every", flags.resetEvery, span),
    options: {
      clock: realClock,
      seed: whole("seed", 0, 2 ** 32 - 1)?.value ?? 1,
      ...defined({ limit: limit?.value, seedUsers: users?.value }),
      ...(flags.window === undefined ? {} : { windowS: number("window", flags.window, span) }),
      ...(flags.latency === undefined
        ? {}
        : { latencyMs: number("latency", flags.latency, { least: 0, most: 60_000, whole: false }) }),
      ...(flags.unlimited === true ? { limited: false } : {}),
      ...(flags.anyToken === true ? { anyToken: true } : {}),
      ...defined({ family, fault, benign }),
    },
  };
};

/** The names the live service's certificate is valid for, and this machine's own. */
const ownHosts = [publicHost, "localhost", "127.0.0.1"] as const;

/** A certificate for the service's own name, with what each tool needs to trust it. */
const ownCertificate = async (print: (line: string) => void): Promise<Certificate> => {
  // Loaded here: its library takes longer than all the rest of a start.
  const { createAuthority, saveAuthority, trustLines } = await import("../../session/certificate.ts");
  const authority = await createAuthority();
  const caFile = await saveAuthority(authority, "simulator");
  print(`trust:     ${caFile}`);
  for (const row of table(trustLines(caFile), "")) print(`  ${row}`);
  return authority.certificateFor(...ownHosts);
};

/** Users that the flags bring along. */
const givenUsers = async ({ data, taken = [] }: SimulatorFlags): Promise<readonly GivenUser[]> => [
  ...(data === undefined ? [] : await readGivenUsers(data)),
  ...taken.map(ownerOf),
];

/** Starts a simulator on a port and says where, and with which tokens. The tokens are made up and open no door. */
const startSimulator = async (flags: SimulatorFlags, print: (line: string) => void): Promise<Listening> => {
  const { port, options, resetEveryS } = readSimulatorFlags(flags);
  const users = await givenUsers(flags);
  const simulator = createSimulator({ ...options, users });
  const tls = flags.https === true ? await ownCertificate(print) : undefined;
  const listening = await listen({ ...simulator, fetch: tellNotSimulated(simulator.fetch, print) }, port, tls);
  const timer = resetEveryS === undefined ? undefined : setInterval(simulator.reset, resetEveryS * 1000);
  print(`simulator: ${listening.url}`);
  if (tls !== undefined) {
    const { host } = new URL(listening.url);
    print(
      `as ${publicHost}: HTTPS_PROXY=http://${host} HTTP_PROXY=http://${host}, or ${publicHost} mapped to 127.0.0.1 and --port 443`,
    );
  }
  print(`token A:   ${simulator.tokens.A}`);
  print(`token B:   ${simulator.tokens.B}`);
  print("paste these to send a run there:");
  print(`  export GOREST_BASE_URL=${listening.url} GOREST_TOKEN=${simulator.tokens.A}`);
  print(`  export GOREST_SECOND_TOKEN=${simulator.tokens.B}`);
  if (options.fault !== undefined) print(`fault:     ${options.fault.id}: ${options.fault.sentence}`);
  if (options.benign !== undefined) print(`benign:    ${options.benign.id}: ${options.benign.sentence}`);
  if (options.anyToken === true) print("tokens:    any 64 hexadecimal digits, each an account of its own");
  if (users.length > 0) print(`users:     ${users.length} besides the public ones`);
  const everyS = resetEveryS === undefined ? "" : `, and every ${resetEveryS} s`;
  print(`reset:     curl -X POST ${new URL("/__reset", listening.url).href}${everyS}: all gone, public users anew`);
  print("Ctrl-C stops it.");
  return {
    ...listening,
    close: () => {
      clearInterval(timer);
      return listening.close();
    },
  };
};

/** The verb, once its flags are read. */
export const run = async (flags: SimulatorFlags): Promise<void> => {
  const { line } = terminal();
  if (flags.listFaults === true) {
    for (const row of table(
      faults.map((fault) => [fault.id, fault.class, fault.breaks, fault.sentence]),
      "",
    ))
      line(row);
    return;
  }
  if (flags.listBenign === true) {
    for (const row of table(
      benignVariants.map(({ id, sentence }) => [id, sentence]),
      "",
    ))
      line(row);
    return;
  }
  const interrupt = interruptible("stopping");
  const listening = await startSimulator(flags, line);
  await untilAborted(interrupt.signal);
  await listening.close();
  process.exitCode = wasAsked(interrupt) ? exitCode.holds : exitCode.interrupted;
};
