import type { TokenAlias } from "./exchange.ts";

/** Where requests go. Holds secrets: never put a Target in a record; see {@link TargetInfo}. */
export interface Target {
  /** `simulator`: the embedded one, in process or started by us. `live`: anything named by GOREST_BASE_URL or a token. */
  readonly kind: "simulator" | "live";
  /** Base URL without a trailing slash, such as https://gorest.co.in/public/v2. */
  readonly baseUrl: string;
  /** Tokens by alias. `invalid` is a made-up one; `B` belongs to another account and may be absent. */
  readonly tokens: Readonly<Partial<Record<TokenAlias, string>>>;
  /** Made-up ones that take the place of `invalid` by method of the request. */
  readonly nearMisses?: Readonly<Partial<Record<string, string>>>;
  /** Requests a minute assumed until the server says otherwise; undefined: unpaced until a 429 or a header (loopback). */
  readonly assumedPerMinute: number | undefined;
  /** What else must never be recorded: the credentials of a proxy. */
  readonly secrets?: readonly string[];
}

/** What may be shown and saved of a target. */
export interface TargetInfo {
  readonly kind: Target["kind"];
  readonly baseUrl: string;
  readonly tokens: readonly TokenAlias[];
  /** How it was reached, for people: "in process, virtual clock", "http://127.0.0.1:4010". */
  readonly via: string;
  /** How the simulator is configured, such as "fault delete-answers-200". Absent: correct, with the defaults. */
  readonly configuration?: string;
}

/** The target's name for the first and the last line of a run, and for the title of its reports. */
export const targetName = ({
  kind,
  baseUrl,
  configuration,
}: Pick<TargetInfo, "kind" | "baseUrl" | "configuration">): string => {
  if (kind === "simulator") return `embedded simulator${configuration === undefined ? "" : `, ${configuration}`}`;
  // What was judged from a file was sent by another tool, to a target of its own.
  return baseUrl.startsWith(recordedFrom) ? baseUrl : `LIVE ${baseUrl}`;
};

/** Stands before a file's name in the place of a base URL. */
export const recordedFrom = "recording ";
