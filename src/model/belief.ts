import type { TokenAlias } from "../contract/exchange.ts";
import type { UserField } from "../contract/resources/users.ts";
import type { Register } from "./register.ts";

/** What may be believed of one record that this history made or changed. */
export interface Belief {
  readonly id: number;
  /** Whose record it is; `unknown` in imported records with redacted tokens. */
  readonly owner: TokenAlias;
  readonly createdSeq: number;
  readonly createdUs: number;
  readonly alive: Register<boolean>;
  readonly fields: { readonly [field in UserField]: Register<string> };
  /** Others may have changed it unseen (imported records): its values and its being alive mean nothing, only its end does. */
  readonly weak: boolean;
  /** Last write that this record took, and last refused one, for telling what went wrong when a read surprises. */
  lastWriteSeq: number;
  lastRefused:
    | { readonly seq: number; readonly status: number; readonly fields: ReadonlyMap<UserField, unknown> }
    | undefined;
  /** Last exchange that showed the record alive, and when that one was sent. */
  lastSeenSeq: number;
  lastSeenUs: number;
}

/** Whether a caller can see a record. */
export type Visibility = "yes" | "no" | "unknown";

/** @see facts 2.7: the boundary is the account; for anyone else a private user does not exist */
export const visibilityOf = (belief: Belief, as: TokenAlias): Visibility => {
  if (as === "unknown" || belief.owner === "unknown") return "unknown";
  return as === belief.owner ? "yes" : "no";
};
