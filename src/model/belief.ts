import type { User } from "../contract/document.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import type { Answered } from "../contract/observation.ts";
import type { UserField } from "../contract/resources.ts";
import { maySee, mustSee, type Register, registerOf } from "./register.ts";

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

/** Where a record came from. */
export interface Origin {
  readonly owner: TokenAlias;
  /** The create that made it. */
  readonly seq: number;
  /** It was made after this and before that: sending and end of the exchange that showed it, µs. */
  readonly fromUs: number;
  readonly atUs: number;
  /** See {@link Belief.weak}. */
  readonly weak: boolean;
}

/** What may be believed of a record that was just made. */
export const beliefOf = (user: User, { owner, seq, fromUs, atUs, weak }: Origin): Belief => {
  const register = (field: UserField) => registerOf<string>(user[field], seq, fromUs, atUs);
  return {
    id: user.id,
    owner,
    createdSeq: seq,
    createdUs: atUs,
    alive: registerOf<boolean>(true, seq, fromUs, atUs),
    fields: {
      name: register("name"),
      email: register("email"),
      gender: register("gender"),
      status: register("status"),
    },
    weak,
    lastWriteSeq: seq,
    lastRefused: undefined,
    lastSeenSeq: seq,
    lastSeenUs: atUs,
  };
};

/** Whether no request can have ended the record by then: missed all the same, it went with a reset, or by a fault. */
export const nothingElseEnded = (belief: Belief, { seq, sent, endUs }: Answered): boolean => {
  const byRequests = belief.alive.candidates.filter((candidate) => candidate.seq > 0 && candidate.seq !== seq);
  return mustSee({ candidates: byRequests }, sent.startUs, endUs) === true;
};

/** Whether the record was certainly alive over the interval, leaving out this request's own proposal to end it. */
export const mustSeeAliveBut = (belief: Belief, seq: number, fromUs: number, toUs: number): boolean => {
  if (belief.weak) return false;
  const others = { candidates: belief.alive.candidates.filter((candidate) => candidate.seq !== seq) };
  return maySee(others, true, fromUs, toUs) && !maySee(others, false, fromUs, toUs);
};
