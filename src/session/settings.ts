import type { HttpProxy } from "../client/http/connect.ts";
import { UsageError } from "./fail.ts";
import { type Environment, proxyFor } from "./http-proxy.ts";
import { nearest } from "./named.ts";

/** What the environment, or flags in its place, say. Validated once; holds secrets, so never print or save it whole. */
export interface Settings {
  /** What GOREST_TARGET or --live says; else `simulator` when no token is set. */
  readonly kind: "simulator" | "live";
  /** Without a trailing slash. The live service's when unset. */
  readonly baseUrl: string;
  /** The base URL is this machine's own: nothing is known of a limit, and plain http is safe. */
  readonly loopback: boolean;
  /** Undefined where the simulator is the target, which has tokens of its own. */
  readonly token: string | undefined;
  /** What stands before a live service; never before this machine's own. */
  readonly proxy: HttpProxy | undefined;
  /** Of another account; the checks that need it are not exercised without. */
  readonly secondToken: string | undefined;
  /** Most requests a contract run may send; undefined: the run's own plan. */
  readonly requestBudget: number | undefined;
  /** Undefined: a new one a run, which the run prints. */
  readonly seed: number | undefined;
  /** HAR file the harness's own tests compare with. */
  readonly recordedHar: string;
  /** Settings that contradict each other, and which of them counts: a line each, for the start of a run. */
  readonly notes: readonly string[];
}

/** What a command's flags say in place of variables, as typed. */
export interface SettingFlags {
  readonly seed?: string | undefined;
  readonly budget?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly live?: boolean | undefined;
}

/** @internal */
export const liveBaseUrl = "https://gorest.co.in/public/v2";

/** Fewer would not even create, read, change and delete one user and clean up after it. */
const leastBudget = 10;
const mostBudget = 1_000_000;
/** fast-check takes seeds of 32 bits with a sign; the positive half replays everywhere. */
export const mostSeed = 2_147_483_647;

/** Every variable that is read, in the order .env.example documents them; a test holds the two together. @internal */
export const variables = [
  "GOREST_TARGET",
  "GOREST_TOKEN",
  "GOREST_SECOND_TOKEN",
  "GOREST_BASE_URL",
  "GOREST_ALLOW_PLAIN_HTTP",
  "GOREST_REQUEST_BUDGET",
  "GOREST_SEED",
  "GOREST_RECORDED_HAR",
  "GOREST_DEBUG",
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "NO_PROXY",
  "NO_COLOR",
  "FORCE_COLOR",
] as const;
type Variable = (typeof variables)[number];

const read = (env: Environment, name: Variable): string | undefined => env[name]?.trim() || undefined;

/** Reads a whole number in decimal digits, or says what it should have been. For flags and variables alike. */
export const wholeNumber = (name: string, text: string, least: number, most: number): number => {
  const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  throw new UsageError(`${name}=${JSON.stringify(shown)}: a whole number from ${least} to ${most} is needed`);
};

/** Reads a length of time, or says what it should have been. */
export const secondsIn = (name: string, text: string, least: number, most: number): number => {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|h)?$/.exec(text.trim());
  const unit = { s: 1, m: 60, h: 3600 }[match?.[2] ?? "s"] ?? 1;
  const value = Number(match?.[1]) * unit;
  if (value >= least && value <= most) return value;
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  throw new UsageError(
    `${name} ${JSON.stringify(shown)}: a time from ${least} s to ${most} s is needed, like 90, 90s or 10m`,
  );
};

/** Less would not hold a request and its cleaning up. */
const leastTimeS = 5;
const mostTimeS = 86_400;

/** How long a run may take in all, as --max-time says it. */
export const maxTimeIn = (text: string): number => secondsIn("--max-time", text, leastTimeS, mostTimeS);

const token = (env: Environment, name: "GOREST_TOKEN" | "GOREST_SECOND_TOKEN"): string | undefined => {
  const value = read(env, name);
  const isText = value !== undefined && /^[\x21-\x7e]+$/.test(value);
  if (value === undefined || (isText && !/^["'<]|["'>]$/.test(value))) return value;
  if (/^bearer\s/i.test(value)) throw new UsageError(`${name}: leave out the word Bearer; the token alone is needed`);
  if (isText)
    throw new UsageError(
      `${name}: it begins or ends with a quote or an angle bracket, as no token does; copy it again (it is not shown here)`,
    );
  throw new UsageError(
    `${name}: it holds a space, a line break or a character outside ASCII, which no token has; copy it again (it is not shown here)`,
  );
};

/** Whether a host name, as URL gives it, is this machine. */
const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" ||
  hostname.endsWith(".localhost") ||
  hostname === "[::1]" ||
  /^127(?:\.\d{1,3}){3}$/.test(hostname);

const baseUrl = (
  name: string,
  text: string,
  allowPlain: boolean,
): { readonly url: string; readonly loopback: boolean } => {
  const fail = (why: string): never => {
    throw new UsageError(`${name}: ${why}; give it like ${liveBaseUrl}`);
  };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return fail("it is not a URL");
  }
  // None of these messages quotes the value: a URL with credentials in it is a secret.
  if (url.protocol !== "http:" && url.protocol !== "https:") return fail("it is not an http or https URL");
  if (url.username !== "" || url.password !== "") return fail("it holds a user name or password; leave them out");
  if (url.search !== "" || text.includes("?")) return fail("it has a query; leave it out");
  if (url.hash !== "" || text.includes("#")) return fail("it has a fragment (#…); leave it out");
  const loopback = isLoopback(url.hostname);
  if (url.protocol === "http:" && !loopback && !allowPlain) {
    throw new UsageError(
      `${name}: plain http to another machine would show the token to the network; use https, or set GOREST_ALLOW_PLAIN_HTTP=yes if you trust it`,
    );
  }
  return { url: url.href.replace(/\/+$/, ""), loopback };
};

const yes = (env: Environment, name: Variable): boolean => {
  const value = read(env, name)?.toLowerCase();
  if (value === undefined || ["no", "false", "0"].includes(value)) return false;
  if (["yes", "true", "1"].includes(value)) return true;
  throw new UsageError(`${name}: yes or no is needed`);
};

/** A value and where it came from. */
interface Named {
  readonly name: string;
  readonly text: string;
}

const pick = (env: Environment, variable: Variable, flagName: string, flag: string | undefined): Named | undefined => {
  if (flag !== undefined) return { name: flagName, text: flag };
  const text = read(env, variable);
  return text === undefined ? undefined : { name: variable, text };
};

const targetOf = (env: Environment): Settings["kind"] | undefined => {
  const value = read(env, "GOREST_TARGET")?.toLowerCase();
  if (value === undefined || value === "live" || value === "simulator") return value;
  throw new UsageError("GOREST_TARGET: live or simulator is needed");
};

/** What tells names apart: `GO_REST_API_TOKEN` is `APITOKEN`. Undefined: it is not of ours. */
const bare = (name: string): string | undefined => /^GOREST(.+)$/.exec(name.toUpperCase().replaceAll("_", ""))?.[1];

/** The setting that a name most likely means: a misspelt one, a part of one, or one with something added. */
const meantBy = (name: string): Variable | undefined => {
  const own = bare(name) ?? "";
  const settings = variables.filter((known) => bare(known) !== undefined);
  const known = (setting: Variable) => bare(setting) ?? "";
  const near = nearest(own, settings.map(known));
  return (
    settings.find((each) => known(each) === near) ??
    settings.find((each) => own.length >= 3 && (own.includes(known(each)) || known(each).includes(own)))
  );
};

/** Settings without which a run goes somewhere else than was meant. */
const decidesTarget: readonly Variable[] = ["GOREST_TARGET", "GOREST_TOKEN", "GOREST_SECOND_TOKEN", "GOREST_BASE_URL"];

/**
 * Names that resemble settings and are none.
 * @returns a line for each
 * @throws UsageError where such a name most likely decides the target, and the run would go to another
 */
const strayNames = (env: Environment, wantsSimulator: boolean): readonly string[] =>
  Object.keys(env)
    // Score gives GOREST_RESULTS to a suite that it runs, which may be ours.
    .filter((name) => bare(name) !== undefined && name !== "GOREST_RESULTS" && env[name]?.trim())
    .filter((name) => !variables.some((known) => known === name))
    .map((name) => {
      const meant = meantBy(name);
      const line = `${name} is set, and there is no such setting; ${meant === undefined ? ".env.example lists them" : `did you mean ${meant}?`}`;
      const isDecided = wantsSimulator || meant === undefined || read(env, meant) !== undefined;
      const isSecond = meant === "GOREST_SECOND_TOKEN" && read(env, "GOREST_TOKEN") !== undefined;
      if (meant === undefined || isDecided || isSecond || !decidesTarget.includes(meant)) return line;
      throw new UsageError(`${line} Rename or unset it: the run would go to another target; nothing was sent`);
    });

/** The simulator, whatever else is set: by name, or since there is no token. */
const simulated = (
  wantsSimulator: boolean,
  base: Named | undefined,
  tokens: readonly (string | undefined)[],
): readonly string[] => {
  const [first, second] = tokens;
  if (wantsSimulator && base?.name === "--base-url")
    throw new UsageError("--base-url and GOREST_TARGET=simulator contradict each other; leave one of them out");
  if (wantsSimulator)
    return [
      ...(first === undefined ? [] : ["GOREST_TOKEN"]),
      ...(second === undefined ? [] : ["GOREST_SECOND_TOKEN"]),
      ...(base === undefined ? [] : [base.name]),
    ].map((name) => `${name} is set and not used: GOREST_TARGET=simulator`);
  if (base !== undefined) {
    throw new UsageError(
      `${base.name} is set and GOREST_TOKEN is not: set a token for that service, or unset ${base.name} to use the embedded simulator`,
    );
  }
  if (second !== undefined) {
    throw new UsageError("GOREST_SECOND_TOKEN is set and GOREST_TOKEN is not: set both, or neither");
  }
  return [];
};

/**
 * Reads and validates the settings. Blank variables count as unset; a flag wins over its variable.
 * @throws UsageError with one line that names the variable or flag and says what it should be
 */
export const readSettings = (env: Environment, flags: SettingFlags = {}): Settings => {
  const first = token(env, "GOREST_TOKEN");
  const second = token(env, "GOREST_SECOND_TOKEN");
  const base = pick(env, "GOREST_BASE_URL", "--base-url", flags.baseUrl);
  const seed = pick(env, "GOREST_SEED", "--seed", flags.seed);
  const budget = pick(env, "GOREST_REQUEST_BUDGET", "--budget", flags.budget);
  const named = targetOf(env);
  const requested = flags.live === true ? "live" : named;
  const stray = strayNames(env, requested === "simulator");

  const { url, loopback } =
    base === undefined
      ? { url: liveBaseUrl, loopback: false }
      : baseUrl(base.name, base.text, yes(env, "GOREST_ALLOW_PLAIN_HTTP"));
  if (requested === "live" && first === undefined) {
    throw new UsageError(
      `${flags.live === true ? "--live" : "GOREST_TARGET=live"} and GOREST_TOKEN is not set: set it to a token of ${url}; nothing was sent, and the simulator does not stand in`,
    );
  }
  const live = requested !== "simulator" && first !== undefined;
  if (live && second === first) {
    throw new UsageError(
      "GOREST_SECOND_TOKEN is the same as GOREST_TOKEN: it must belong to another account, or be unset",
    );
  }
  return {
    kind: live ? "live" : "simulator",
    baseUrl: live ? url : liveBaseUrl,
    loopback: live && loopback,
    token: live ? first : undefined,
    proxy: live && !loopback ? proxyFor(env, url) : undefined,
    secondToken: live ? second : undefined,
    requestBudget: budget === undefined ? undefined : wholeNumber(budget.name, budget.text, leastBudget, mostBudget),
    seed: seed === undefined ? undefined : wholeNumber(seed.name, seed.text, 0, mostSeed),
    recordedHar: read(env, "GOREST_RECORDED_HAR") ?? "../shared/gorest/recorded.har",
    notes: [
      ...stray,
      ...(flags.live === true && named === "simulator" ? ["--live wins over GOREST_TARGET=simulator"] : []),
      ...(live ? [] : simulated(requested === "simulator", base, [first, second])),
    ],
  };
};
