import { defined } from "../contract/defined.ts";
import type { FieldErrors } from "../contract/document.ts";
import {
  type Answer,
  answerOf,
  type Exchange,
  headerOf,
  type RequestSpec,
  statusOf,
  type TokenAlias,
} from "../contract/exchange.ts";
import { originOf } from "../contract/gateway.ts";
import { ConfigurationError, ContractError, RateLimitError, TimeoutError, TransportError } from "./errors.ts";
import { readRateHeaders } from "./pacing/rate-headers.ts";
import type { Transport } from "./transport.ts";

export interface CallOptions {
  /** Default: the transport's, 10 s. @see guide G3 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** @see guide G8 */
const mostAttempts = 3;
const shortestWaitS = 1;
/** The longest required wait that is waited out; a longer one is an error. */
const longestWaitS = 120;

/** Makes errors of what came in place of a usable answer. */
export const errorOf = (exchange: Exchange, as: TokenAlias) => {
  const { method, url } = exchange.request;
  const { outcome } = exchange;
  if (outcome.kind === "failure") {
    const where = { method, url, maybeDone: outcome.maybeDone, cause: outcome };
    const mend = outcome.maybeDone
      ? "It may have been done all the same; read before you write again."
      : "Nothing was sent; check the base URL and the network.";
    return outcome.fault === "time"
      ? new TimeoutError(outcome.message, mend, where)
      : new TransportError(outcome.message, mend, where);
  }
  const { status } = outcome;
  const origin = originOf(exchange);
  if (origin.who !== "service")
    return new TransportError(origin.reason, "Try again; it may have been done all the same.", {
      method,
      url,
      maybeDone: true,
    });
  if (status === 401)
    return as === "anonymous"
      ? new ConfigurationError("this call needs a token", "Set GOREST_TOKEN.", { method, url })
      : new ConfigurationError("the service refused the token", "Check GOREST_TOKEN.", { method, url });
  return new ContractError(
    `the service answered ${status}, which its contract does not allow here`,
    "This is the service's doing; the recorded exchange holds the answer.",
    { method, url },
  );
};

/** A transport's send that throws where no answer came, and that retries after a 429 once the required wait is over: three attempts in all. */
export const patientSend =
  ({ send, pause }: Transport) =>
  async (request: RequestSpec): Promise<Exchange> => {
    const { as, signal } = request;
    for (let attempt = 1; ; attempt++) {
      const exchange = await send({ ...request, attempt });
      const { outcome } = exchange;
      if (outcome.kind === "failure") throw errorOf(exchange, as);
      if (outcome.status !== 429) return exchange;
      const waitS = waitOf(outcome);
      if (attempt === mostAttempts || waitS > longestWaitS) {
        const { method, url } = exchange.request;
        throw new RateLimitError(
          `the token's budget is used up (429 on attempt ${attempt}, ${waitS} s to wait)`,
          "Send less, or find out who else uses the token.",
          { method, url },
        );
      }
      await pause(as, waitS * 1000, signal);
    }
  };

/** A Retry-After that no budget needs says nothing beside a Reset; where neither says anything, a second has to do. */
const waitOf = (answer: Answer): number => {
  const { retryAfterS, resetS } = readRateHeaders(answer);
  const waits = [retryAfterS, resetS].filter((waitS) => waitS !== undefined);
  return Math.max(shortestWaitS, waits.find((waitS) => waitS <= longestWaitS) ?? waits[0] ?? 0);
};

/** An answer that the contract does not allow. */
export const contractError = (what: string, { request: { method, url } }: Exchange, cause?: unknown) =>
  new ContractError(what, "This is the service's doing, or the spec is out of date.", {
    method,
    url,
    ...defined({ cause }),
  });

/**
 * The body as JSON.
 * @throws ContractError where it is none
 */
export const jsonOf = (exchange: Exchange): unknown => {
  try {
    return JSON.parse(answerOf(exchange)?.body ?? "");
  } catch (cause) {
    throw contractError(`the service answered ${statusOf(exchange)} with a body that is not JSON`, exchange, cause);
  }
};

const isFieldError = (value: unknown): value is FieldErrors[number] =>
  typeof value === "object" &&
  value !== null &&
  "field" in value &&
  typeof value.field === "string" &&
  "message" in value &&
  typeof value.message === "string";

/**
 * The items of a 422.
 * @throws ContractError where they are none
 */
export const errorsOf = (exchange: Exchange): FieldErrors => {
  const value = jsonOf(exchange);
  if (!Array.isArray(value) || value.length === 0 || !value.every(isFieldError))
    throw contractError("the answer 422 is not a list of field errors", exchange);
  return value;
};

/**
 * The number in a header.
 * @throws ContractError where there is none
 */
export const countIn = (exchange: Exchange, name: string): number => {
  const text = headerOf(answerOf(exchange), name.toLowerCase());
  if (text === undefined || !/^\d{1,15}$/.test(text))
    throw contractError(
      `${name} is ${text === undefined ? "missing" : `${JSON.stringify(text)}, not a count`}`,
      exchange,
    );
  return Number(text);
};
