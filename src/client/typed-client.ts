import { type FieldErrors, type NewUser, type User, type UserChange, whyNotUser } from "../contract/document.ts";
import { type Exchange, statusOf, type TokenAlias } from "../contract/exchange.ts";
import type { operations } from "../contract/schema.gen.ts";
import { createApi } from "./api.ts";
import { type ChildClients, childClients } from "./child-clients.ts";
import type { Transport } from "./transport.ts";
import { type CallOptions, contractError, countIn, errorOf, errorsOf, jsonOf, patientSend } from "./usable-answer.ts";

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

export interface GorestClient extends ChildClients {
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

/** Takes a value for a user. @see guide G9 */
const userOf = (value: unknown, exchange: Exchange): User => {
  const why = whyNotUser(value);
  if (why !== undefined) throw contractError(`the answer is not a user: ${why}`, exchange);
  // whyNotUser has checked it against the schema that the type is made from.
  return value as User;
};

const usersOf = (exchange: Exchange): readonly User[] => {
  const value = jsonOf(exchange);
  if (!Array.isArray(value)) throw contractError("the answer is not a list of users", exchange);
  return value.map((item) => userOf(item, exchange));
};

/**
 * A client for users, and what lies below them, that keeps the guide's nine promises: token and pooled connections by the transport
 * (G1), typed filters (G2), timeouts (G3), "no such user" (G4) and field errors (G6) as values, paging by headers (G7),
 * patience with 429 (G8), and users checked against the schema (G9).
 * @throws ConfigurationError, TransportError, TimeoutError, ContractError, RateLimitError from every call
 */
export const createGorestClient = ({ transport, as = "A", purpose }: ClientOptions): GorestClient => {
  const api = createApi(patientSend(transport), purpose === undefined ? { as } : { as, purpose });

  const list = async (query: UserFilters = {}, call: CallOptions = {}): Promise<UserPage> => {
    const exchange = await api.GET("/users", { params: { query }, ...call });
    if (statusOf(exchange) !== 200) throw errorOf(exchange, as);
    return {
      users: usersOf(exchange),
      total: countIn(exchange, "X-Pagination-Total"),
      pages: countIn(exchange, "X-Pagination-Pages"),
      page: countIn(exchange, "X-Pagination-Page"),
      limit: countIn(exchange, "X-Pagination-Limit"),
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

  const written = (exchange: Exchange, done: 200 | 201): Written | undefined => {
    const status = statusOf(exchange);
    if (status === done) return { ok: true, user: userOf(jsonOf(exchange), exchange) };
    if (status === 422) return { ok: false, errors: errorsOf(exchange) };
    if (status === 404 && done === 200) return undefined;
    throw errorOf(exchange, as);
  };

  return {
    ...childClients(api, as),
    users: {
      list,
      all,
      async get(id, call = {}) {
        const exchange = await api.GET("/users/{id}", { params: { path: { id } }, ...call });
        if (statusOf(exchange) === 404) return undefined;
        if (statusOf(exchange) !== 200) throw errorOf(exchange, as);
        return userOf(jsonOf(exchange), exchange);
      },
      async create(body, call = {}) {
        const exchange = await api.POST("/users", { body, ...call });
        const made = written(exchange, 201);
        if (made === undefined) throw errorOf(exchange, as);
        return made;
      },
      async patch(id, body, call = {}) {
        return written(await api.PATCH("/users/{id}", { params: { path: { id } }, body, ...call }), 200);
      },
      async put(id, body, call = {}) {
        return written(await api.PUT("/users/{id}", { params: { path: { id } }, body, ...call }), 200);
      },
      async delete(id, call = {}) {
        const exchange = await api.DELETE("/users/{id}", { params: { path: { id } }, ...call });
        if (statusOf(exchange) === 204) return true;
        if (statusOf(exchange) === 404) return false;
        throw errorOf(exchange, as);
      },
    },
  };
};
