import createClient from "openapi-fetch";
import { type FieldErrors, type NewUser, type User, type UserChange, whyNotUser } from "../contract/document.ts";
import type { Answer, Exchange, TokenAlias } from "../contract/exchange.ts";
import { speakerOf } from "../contract/gateway.ts";
import type { operations, paths } from "../contract/schema.gen.ts";
import { ConfigurationError, ContractError, RateLimitError, TimeoutError, TransportError } from "./errors.ts";
import { LightRequest, LightResponse } from "./light-fetch.ts";
import { readRateHeaders } from "./rate-headers.ts";
import type { Transport } from "./transport.ts";

/** What a list can be narrowed by, and which page of it. @see guide G2 */
export type UserFilters = NonNullable<operations["listUsers"]["parameters"]["query"]>;

/** A page of users with what the headers say of the whole. @see guide G7 */
export interface UserPage {
  readonly users: readonly User[];
  /** How many users match the filter, and how many pages they fill. */
  readonly total: number;
  readonly pages: number;
  readonly page: number;
  /** How many users a page holds. */
  readonly limit: number;
}

/** Invalid input is a value, not an exception: its errors are meant for the user who typed it. @see guide G6 */
export type Written = { readonly ok: true; readonly user: User } | { readonly ok: false; readonly errors: FieldErrors };

export interface CallOptions {
  /** Default: the transport's, 10 s. @see guide G3 */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface GorestClient {
  readonly users: {
    list(filters?: UserFilters, options?: CallOptions): Promise<UserPage>;
    /** Every user that matches, once, page after page. */
    all(filters?: UserFilters, options?: CallOptions): AsyncGenerator<User, void, undefined>;
    /** Undefined: for this caller there is no such user. @see guide G4 */
    get(id: number, options?: CallOptions): Promise<User | undefined>;
    create(user: NewUser, options?: CallOptions): Promise<Written>;
    /** Changes the fields named. Undefined: no such user. */
    patch(id: number, change: UserChange, options?: CallOptions): Promise<Written | undefined>;
    /** As {@link patch}, by PUT, which behaves the same. */
    put(id: number, change: UserChange, options?: CallOptions): Promise<Written | undefined>;
    /** False: there was no such user. */
    delete(id: number, options?: CallOptions): Promise<boolean>;
  };
}

export interface ClientOptions {
  readonly transport: Transport;
  /** Who it speaks as. Default A. */
  readonly as?: TokenAlias;
  /** What its exchanges are recorded as. */
  readonly purpose?: string;
}

/** @see guide G8 */
const mostAttempts = 3;
const shortestWaitS = 1;
/** Asked to wait longer than this, it says so instead. */
const longestWaitS = 120;

/** Makes errors of what came in place of a usable answer. */
const errorOf = (exchange: Exchange, as: TokenAlias) => {
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
  const speaker = speakerOf(exchange);
  if (speaker.who !== "service")
    return new TransportError(speaker.reason, "Try again; it may have been done all the same.", {
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

/** Sends a request, again after a 429 as long as the service asks, three times in all. */
const sendPatiently = async (
  { transport, as = "A", purpose }: ClientOptions,
  request: LightRequest,
): Promise<LightResponse> => {
  const { method, url, body, timeoutMs, signal } = request;
  const path = url.slice(transport.baseUrl.length);
  for (let attempt = 1; ; attempt++) {
    const exchange = await transport.send({
      method,
      path,
      as,
      attempt,
      ...(body === undefined ? {} : { body }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(signal === undefined ? {} : { signal }),
    });
    const { outcome } = exchange;
    if (outcome.kind === "failure") throw errorOf(exchange, as);
    if (outcome.status !== 429) return new LightResponse(exchange, outcome);
    const waitS = waitOf(outcome);
    if (attempt === mostAttempts || waitS > longestWaitS)
      throw new RateLimitError(
        `the token's budget is used up (429 on attempt ${attempt}, ${waitS} s to wait)`,
        "Send less, or find out who else uses the token.",
        { method, url },
      );
    await transport.pause(as, waitS * 1000, signal);
  }
};

/** A Retry-After that no budget needs says nothing beside a Reset; where neither says anything, a second has to do. */
const waitOf = (answer: Answer): number => {
  const { retryAfterS, resetS } = readRateHeaders(answer);
  const told = [retryAfterS, resetS].filter((waitS) => waitS !== undefined);
  return Math.max(shortestWaitS, told.find((waitS) => waitS <= longestWaitS) ?? told[0] ?? 0);
};

const contractError = (what: string, { exchange }: LightResponse) =>
  new ContractError(what, "This is the service's doing, or the spec is out of date.", {
    method: exchange.request.method,
    url: exchange.request.url,
  });

/** Parses one user. @see guide G9 */
const userOf = (value: unknown, response: LightResponse): User => {
  const why = whyNotUser(value);
  if (why !== undefined) throw contractError(`the answer is not a user: ${why}`, response);
  // whyNotUser has checked it against the schema that the type is made from.
  return value as User;
};

const usersOf = (value: unknown, response: LightResponse): readonly User[] => {
  if (!Array.isArray(value)) throw contractError("the answer is not a list of users", response);
  return value.map((item) => userOf(item, response));
};

const isFieldError = (value: unknown): value is FieldErrors[number] =>
  typeof value === "object" &&
  value !== null &&
  "field" in value &&
  typeof value.field === "string" &&
  "message" in value &&
  typeof value.message === "string";

const errorsOf = (value: unknown, response: LightResponse): FieldErrors => {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isFieldError))
    throw contractError("the answer 422 is not a list of field errors", response);
  return value;
};

const countIn = (response: LightResponse, name: string): number => {
  const text = response.header(name.toLowerCase());
  if (text === undefined || !/^\d{1,15}$/.test(text))
    throw contractError(
      `${name} is ${text === undefined ? "missing" : `${JSON.stringify(text)}, not a count`}`,
      response,
    );
  return Number(text);
};

/** What openapi-fetch gives back, with the answer of which it was made. */
interface Result {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly response: unknown;
}

/** It hands back the very response that our own fetch gave it. */
const lightResponse = ({ response }: Result): LightResponse => {
  if (response instanceof LightResponse) return response;
  throw new TypeError("the response did not come from this client's transport");
};

/**
 * A client for the users resource that keeps the guide's nine promises: token and pooled connections by the transport
 * (G1), typed filters (G2), timeouts (G3), "no such user" (G4) and field errors (G6) as values, paging by headers (G7),
 * patience with 429 (G8), and users checked against the schema (G9).
 * @throws ConfigurationError, TransportError, TimeoutError, ContractError, RateLimitError from every call
 */
export const createGorestClient = (options: ClientOptions): GorestClient => {
  const { transport, as = "A" } = options;
  const api = createClient<paths>({
    baseUrl: transport.baseUrl,
    // openapi-fetch touches no more of these two classes than the light ones have (its source, version 0.17).
    Request: LightRequest as unknown as typeof Request,
    fetch: ((request: LightRequest) => sendPatiently(options, request)) as unknown as (
      request: Request,
    ) => Promise<Response>,
  });
  const unusual = (result: Result) => errorOf(lightResponse(result).exchange, as);

  const list = async (filters: UserFilters = {}, call: CallOptions = {}): Promise<UserPage> => {
    const result: Result = await api.GET("/users", { params: { query: filters }, ...call });
    const response = lightResponse(result);
    if (response.status !== 200) throw unusual(result);
    return {
      users: usersOf(result.data, response),
      total: countIn(response, "X-Pagination-Total"),
      pages: countIn(response, "X-Pagination-Pages"),
      page: countIn(response, "X-Pagination-Page"),
      limit: countIn(response, "X-Pagination-Limit"),
    };
  };

  async function* all(filters: UserFilters = {}, call: CallOptions = {}): AsyncGenerator<User, void, undefined> {
    // While others create users, a row can move to the next page; each is still given once.
    const seen = new Set<number>();
    let pages = 1;
    for (let page = filters.page ?? 1; page <= pages; page++) {
      const found = await list({ ...filters, page }, call);
      if (found.users.length === 0) return;
      pages = found.pages;
      for (const user of found.users) {
        if (seen.has(user.id)) continue;
        seen.add(user.id);
        yield user;
      }
    }
  }

  const written = (result: Result, status: 200 | 201): Written | undefined => {
    const response = lightResponse(result);
    if (response.status === status) return { ok: true, user: userOf(result.data, response) };
    if (response.status === 422) return { ok: false, errors: errorsOf(result.error, response) };
    if (response.status === 404 && status === 200) return undefined;
    throw unusual(result);
  };

  return {
    users: {
      list,
      all,
      async get(id, call = {}) {
        const result: Result = await api.GET("/users/{id}", { params: { path: { id } }, ...call });
        const response = lightResponse(result);
        if (response.status === 404) return undefined;
        if (response.status !== 200) throw unusual(result);
        return userOf(result.data, response);
      },
      async create(body, call = {}) {
        const result: Result = await api.POST("/users", { body, ...call });
        const made = written(result, 201);
        if (made === undefined) throw unusual(result);
        return made;
      },
      async patch(id, body, call = {}) {
        return written(await api.PATCH("/users/{id}", { params: { path: { id } }, body, ...call }), 200);
      },
      async put(id, body, call = {}) {
        return written(await api.PUT("/users/{id}", { params: { path: { id } }, body, ...call }), 200);
      },
      async delete(id, call = {}) {
        const result: Result = await api.DELETE("/users/{id}", { params: { path: { id } }, ...call });
        const { status } = lightResponse(result);
        if (status === 204) return true;
        if (status === 404) return false;
        throw unusual(result);
      },
    },
  };
};
