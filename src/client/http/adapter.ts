import type { Answer, Failure, RequestSpec, TokenAlias } from "../../contract/exchange.ts";
import type { Target } from "../../contract/target.ts";
import { ConfigurationError } from "../errors.ts";

/** A request as the HTTP adapter sends it, its credential in the Authorization header: recorded without that. */
export interface AdapterRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The times of one call, µs on the transport's clock, as only the adapter can measure them. */
export interface AdapterTimes {
  /** The HTTP adapter took the request. */
  readonly takenUs: number;
  /** Its head was written to a socket; undefined: it never was. */
  readonly sentUs: number | undefined;
  /** Its last byte or its failure arrived. */
  readonly endUs: number;
  /** How long the connection took that was made for it; undefined: it found one. */
  readonly connectUs: number | undefined;
}

/** Where an HTTP adapter notes the times of one call, before its outcome. An HTTP adapter need not. */
export interface Stopwatch {
  times?: AdapterTimes;
}

export interface AdapterOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly stopwatch?: Stopwatch;
  /** Holds the request until then, µs on the transport's clock; for adapters that keep time. */
  readonly notBeforeUs?: number;
  /** Ends that hold, and nothing after it. */
  readonly waitSignal?: AbortSignal;
}

/**
 * Sends bytes and brings back what came, raw. Never rejects for anything a server or a network does: that is a Failure.
 * Does not follow redirects, so a token never travels to another origin.
 */
export type HttpAdapter = {
  (request: AdapterRequest, options: AdapterOptions): Promise<Answer | Failure>;
  close?(): Promise<void>;
  /** It can be given requests ahead of their time. @see AdapterOptions.notBeforeUs */
  readonly keepsTime?: true;
};

/** Header names we set; a driver may name its own value for any but the credential. */
const ownHeaders = (userAgent: string): Readonly<Record<string, string>> => ({
  accept: "application/json",
  "accept-encoding": "gzip, deflate, br",
  "user-agent": userAgent,
});

/** The message of another tool: what it does not say is not added. */
const passOn = (
  credential: string | undefined,
  { method, body, headers: named = {} }: RequestSpec,
  url: string,
): AdapterRequest => {
  const headers = credential === undefined ? named : { ...named, authorization: credential };
  return body === undefined ? { method, url, headers } : { method, url, headers, body };
};

/** The credential of an alias: undefined for callers without one. */
const credentialOf = ({ tokens, nearMisses }: Target, alias: TokenAlias, method: string): string | undefined => {
  if (alias === "anonymous") return undefined;
  const token = alias === "invalid" ? (nearMisses?.[method] ?? tokens.invalid) : tokens[alias];
  if (token === undefined)
    throw new ConfigurationError(
      `no token is configured for ${alias}`,
      alias === "B" ? "Set GOREST_SECOND_TOKEN to a token of another account." : "Set GOREST_TOKEN.",
    );
  return `Bearer ${token}`;
};

/** A path may hold any text that a test tries; it is sent as printable ASCII. What is encoded already stays as it is. */
const asciiPath = (path: string): string => {
  const rooted = /^([/?]|$)/.test(path) ? path : `/${path}`;
  return rooted.replace(/[^!-~]|#/gu, (character) =>
    encodeURIComponent(character.isWellFormed() ? character : "\ufffd"),
  );
};

/** @returns what puts a request into HTTP, with the credential of its caller */
export const messagesTo = (
  target: Target,
  baseUrl: string,
  userAgent: string,
): ((request: RequestSpec) => AdapterRequest) => {
  const common = ownHeaders(userAgent);
  const { origin } = new URL(baseUrl);
  return (request) => {
    const { as, method, path, body, headers: named, passedOn } = request;
    if (passedOn !== undefined) {
      const { authorization = credentialOf(target, as, method) } = passedOn;
      return passOn(authorization || undefined, request, (passedOn.fromRoot ? origin : baseUrl) + asciiPath(path));
    }
    const credential = credentialOf(target, as, method);
    const url = baseUrl + asciiPath(path);
    const headers: Record<string, string> = { ...common };
    if (body !== undefined) headers["content-type"] = "application/json";
    // Only the alias decides who speaks; a header named by a driver must not smuggle in another.
    if (named !== undefined)
      for (const [name, value] of Object.entries(named)) if (name !== "authorization") headers[name] = value;
    if (credential !== undefined) headers.authorization = credential;
    return body === undefined ? { method, url, headers } : { method, url, headers, body };
  };
};

/** An HTTP adapter whose times are on realClock, for a transport whose clock is ahead of it by so much. */
export const aheadAdapter = (adapter: HttpAdapter, aheadUs: () => number): HttpAdapter => {
  const send: HttpAdapter = async (request, options) => {
    const byUs = aheadUs();
    const { notBeforeUs, stopwatch } = options;
    const own: Stopwatch = {};
    const outcome = await adapter(request, {
      ...options,
      stopwatch: own,
      ...(notBeforeUs === undefined ? {} : { notBeforeUs: notBeforeUs - byUs }),
    });
    if (stopwatch !== undefined && own.times !== undefined) {
      const { takenUs, sentUs, endUs, connectUs } = own.times;
      stopwatch.times = {
        takenUs: takenUs + byUs,
        sentUs: sentUs === undefined ? undefined : sentUs + byUs,
        endUs: endUs + byUs,
        connectUs,
      };
    }
    return outcome;
  };
  return Object.assign(send, {
    ...(adapter.keepsTime ? { keepsTime: true as const } : {}),
    ...(adapter.close === undefined ? {} : { close: () => adapter.close?.() ?? Promise.resolve() }),
  });
};
