import { swapCase } from "../contract/safe-text.ts";

/** Tokens by method of the request that bears them. */
export type NearMisses = Readonly<Record<"GET" | "POST" | "DELETE" | "PUT" | "PATCH", string>>;

/** With another character in place of the one at `at`, one that makes it no account's token. */
const changedAt = (token: string, at: number, taken: readonly string[]): string =>
  ["0", "1", "2", "3"]
    .map((other) => token.slice(0, at) + other + token.slice(at + 1))
    .find((made) => !taken.includes(made)) ?? `${token}0`;

/**
 * Tokens of no account, each close to a valid one in another way: a service that compares only a part
 * of a token, or not the case of its letters, or only its form, takes one of them for the real one.
 * @param token the real one
 * @param others further real ones
 */
export const nearMisses = (token: string, ...others: readonly string[]): NearMisses => {
  const taken = [token, ...others];
  const unknown = (made: string) => (made === "" || taken.includes(made) ? changedAt(token, 0, taken) : made);
  return {
    GET: changedAt(token, token.length - 1, taken),
    POST: unknown(`${token}0`),
    DELETE: unknown(swapCase(token)),
    PUT: unknown(token.slice(0, -1)),
    PATCH: changedAt(token, 0, taken),
  };
};
