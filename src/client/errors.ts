/** What every error of the client carries: which call it was, without any credential. */
export interface ErrorPlace {
  readonly method?: string;
  readonly url?: string;
  readonly cause?: unknown;
}

const place = ({ method, url }: ErrorPlace): string =>
  method === undefined && url === undefined ? "" : ` (${[method, url].filter((part) => part !== undefined).join(" ")})`;

/**
 * A call that could not give what it promises. `fault` says whose doing it is, so that a caller knows whom to turn to;
 * `mend` says what to try. Messages name the method and the URL and never show a token.
 */
export abstract class GorestError extends Error {
  abstract readonly fault: "configuration" | "transport" | "time" | "contract" | "budget";
  readonly mend: string;
  readonly method: string | undefined;
  readonly url: string | undefined;
  constructor(what: string, mend: string, where: ErrorPlace = {}) {
    super(`${what}${place(where)}. ${mend}`, where.cause === undefined ? {} : { cause: where.cause });
    this.mend = mend;
    this.method = where.method;
    this.url = where.url;
  }
}

/** A setting is missing or wrong; nothing was sent, or the service refused our token. Ours to mend. */
export class ConfigurationError extends GorestError {
  override readonly name = "ConfigurationError";
  readonly fault = "configuration";
}

/** There is no usable answer to the call. */
abstract class UnansweredError extends GorestError {
  /** False when the request certainly never reached the server. */
  readonly maybeDone: boolean;
  constructor(what: string, mend: string, where: ErrorPlace & { readonly maybeDone: boolean }) {
    super(what, mend, where);
    this.maybeDone = where.maybeDone;
  }
}

/** The answer did not come, or not whole: refused, reset, TLS, a broken message. The network's or the server's doing. */
export class TransportError extends UnansweredError {
  override readonly name = "TransportError";
  readonly fault = "transport";
}

/** No answer within the timeout. @see guide G3 */
export class TimeoutError extends UnansweredError {
  override readonly name = "TimeoutError";
  readonly fault = "time";
}

/** The service answered something its contract does not allow here. The service's doing, or the spec is out of date. */
export class ContractError extends GorestError {
  override readonly name = "ContractError";
  readonly fault = "contract";
}

/** 429 on every attempt: the token's budget is used up, perhaps by another program. @see guide G8 */
export class RateLimitError extends GorestError {
  override readonly name = "RateLimitError";
  readonly fault = "budget";
}
