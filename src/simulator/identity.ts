import type { Store, StoredUser } from "./store.ts";

/** An action on the users resource. */
export type Verb = "list" | "get" | "create" | "put" | "patch" | "delete";

/** The caller. */
export interface Caller {
  /** The account of the token; undefined: anonymous. */
  readonly account: string | undefined;
  readonly token: string | undefined;
}

export const anonymous: Caller = { account: undefined, token: undefined };

/** The account a token belongs to; undefined: it is of no account, and the answer is 401. @see facts 2.3 */
export const accountOf = (token: string, accounts: ReadonlyMap<string, string>, _method: string): string | undefined =>
  accounts.get(token);

/** The token of a request: `Authorization: Bearer`, or the query parameter `access-token`. @see facts 2.1 */
export const tokenIn = (authorization: string | null, query: URLSearchParams): string | undefined => {
  const bearer = authorization === null ? undefined : /^bearer\s+(\S.*?)\s*$/i.exec(authorization)?.[1];
  // Another scheme, or one without a token, counts as none (facts 12.6, low).
  return bearer ?? query.get("access-token") ?? undefined;
};

/** Writing needs a token; checked only once the record is known to be visible. @see facts 2.4, facts 2.6; open: facts 11.4 */
export const mayWrite = (caller: Caller, _verb: Verb): boolean => caller.account !== undefined;

/** Whose a new record is. */
export const ownerFor = (caller: Caller): string | undefined => caller.account;

/** A record exists for its own account, and for every caller when it is public. @see guide G4; facts 2.5, facts 2.7 */
export const canSee = (user: StoredUser, caller: Caller, _verb: Verb): boolean =>
  user.owner === undefined || user.owner === caller.account;

/** All a caller's lists may draw from, newest first. @see facts 2.8, facts 5.8 */
export const candidates = (store: Store, caller: Caller): readonly StoredUser[] =>
  store.newestFirst(caller.account === undefined ? [undefined] : [caller.account, undefined]);
