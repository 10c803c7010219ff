import type { User } from "../contract/document.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import type { Answered } from "../contract/observation.ts";
import type { UserField } from "../contract/resources.ts";

/**
 * What a value may be, when writes and reads overlap and answers get lost: a register as the set of values that some
 * write may have left there, each with the time it can be seen.
 */
interface PossibleValue<T> {
  readonly value: T;
  /** Request that would have written it, or that showed it. */
  readonly seq: number;
  /** It cannot be seen before this: its write had not been sent. */
  readonly fromUs: number;
  /** When the write was acknowledged; Infinity while unknown (in flight, timed out). */
  ackUs: number;
  /**
   * It cannot be seen by a request sent at or after this: a later write had been acknowledged by then. What is sent at the
   * very moment of an answer comes after it, since the server had acted before it answered.
   @internal */
  toUs: number;
}

/** When a write whose values are not known may show: any value explains what is seen then. */
interface Veil {
  readonly seq: number;
  readonly fromUs: number;
  /** Infinity while it is under way. */
  toUs: number;
}

export interface Register<T> {
  candidates: PossibleValue<T>[];
  /** Shared by the fields of a record. */
  readonly veils?: readonly Veil[];
}

const isVeiled = ({ veils }: Register<unknown>, fromUs: number, toUs: number): boolean =>
  veils !== undefined && veils.length > 0 && veils.some((veil) => veil.fromUs <= toUs && veil.toUs > fromUs);

/** A register with one certain value. @internal */
export const registerOf = <T>(value: T, seq: number, fromUs: number, ackUs: number): Register<T> => ({
  candidates: [{ value, seq, fromUs, ackUs, toUs: Number.POSITIVE_INFINITY }],
});

/** A write has been sent: its value may be seen from now on. */
export const propose = <T>(register: Register<T>, value: T, seq: number, atUs: number): void => {
  register.candidates.push({
    value,
    seq,
    fromUs: atUs,
    ackUs: Number.POSITIVE_INFINITY,
    toUs: Number.POSITIVE_INFINITY,
  });
};

/** The write `seq` was refused: it never was. */
export const withdraw = <T>(register: Register<T>, seq: number): void => {
  const at = register.candidates.findIndex((candidate) => candidate.seq === seq);
  if (at >= 0) register.candidates.splice(at, 1);
};

/**
 * The write `seq` was acknowledged with this value. Everything acknowledged before it was sent is overwritten; what
 * overlapped it may have come after.
 * @param oldestOpenUs sending time of the oldest request still in flight: what ended before it is not needed
 */
export const acknowledge = <T>(
  register: Register<T>,
  value: T,
  seq: number,
  fromUs: number,
  atUs: number,
  oldestOpenUs: number,
): void => {
  withdraw(register, seq);
  for (const candidate of register.candidates)
    if (candidate.ackUs <= fromUs) candidate.toUs = Math.min(candidate.toUs, atUs);
  register.candidates.push({ value, seq, fromUs, ackUs: atUs, toUs: Number.POSITIVE_INFINITY });
  // A few old values stay, so that a stale read can be distinguished from an invented one.
  if (register.candidates.length > 4) {
    register.candidates = register.candidates.filter((candidate) => candidate.toUs >= oldestOpenUs);
  }
};

/**
 * A request sent at `fromUs` and answered at `atUs` showed this value. Once all writes had settled before it, this is the
 * value, and the others are out for later reads. A value that was not a candidate is taken in beside them: the
 * unexplained value is reported once, by a rule, and should not make every later read of it a violation.
 */
export const see = <T>(register: Register<T>, value: T, seq: number, fromUs: number, atUs: number): void => {
  const { candidates } = register;
  if (candidates.length === 1 && candidates[0]?.value === value && candidates[0].ackUs !== Number.POSITIVE_INFINITY)
    return;
  const explaining = candidates.filter((candidate) => candidate.value === value && candidate.toUs > fromUs);
  const [first, second] = explaining;
  if (first === undefined) {
    candidates.push({ value, seq, fromUs, ackUs: atUs, toUs: Number.POSITIVE_INFINITY });
    return;
  }
  // Only a lone proposal explains the value: then its write has happened. Beside another it may still be to come.
  if (second === undefined && first.ackUs === Number.POSITIVE_INFINITY) first.ackUs = atUs;
  const settledBefore = candidates.length === 1 || explaining.some(({ ackUs }) => ackUs <= fromUs);
  if (!settledBefore) return;
  for (const candidate of candidates) {
    if (candidate.value !== value && candidate.ackUs <= fromUs) candidate.toUs = Math.min(candidate.toUs, atUs);
  }
};

/** Whether a request over this interval may see the value. */
export const maySee = <T>(register: Register<T>, value: T, fromUs: number, toUs: number): boolean =>
  register.candidates.some(
    (candidate) => candidate.value === value && candidate.fromUs <= toUs && candidate.toUs > fromUs,
  ) || isVeiled(register, fromUs, toUs);

/** The one value every request over this interval must see, or undefined when several are possible. */
export const mustSee = <T>(register: Register<T>, fromUs: number, toUs: number): T | undefined => {
  if (isVeiled(register, fromUs, toUs)) return undefined;
  let only: PossibleValue<T> | undefined;
  for (const candidate of register.candidates) {
    if (candidate.fromUs > toUs || candidate.toUs <= fromUs) continue;
    if (only !== undefined && only.value !== candidate.value) return undefined;
    only = candidate;
  }
  return only?.value;
};

/** Every value possible over the interval, newest last. */
export const possible = <T>(register: Register<T>, fromUs: number, toUs: number): readonly T[] => {
  const values: T[] = [];
  for (const candidate of register.candidates)
    if (candidate.fromUs <= toUs && candidate.toUs > fromUs && !values.includes(candidate.value))
      values.push(candidate.value);
  return values;
};

/** A write that was refused. */
interface Refused {
  readonly seq: number;
  readonly status: number;
  readonly fields: ReadonlyMap<UserField, unknown>;
}

/** What may be believed of one record that this history made or changed. */
export interface Belief {
  readonly id: number;
  /** Whose record it is; `unknown` in imported records with redacted tokens. */
  readonly owner: TokenAlias;
  readonly createdSeq: number;
  readonly createdUs: number;
  readonly alive: Register<boolean>;
  readonly fields: { readonly [field in UserField]: Register<string> };
  /** Of the fields, all alike. */
  readonly veils: Veil[];
  /**
   * It may have been changed unseen, by others (imported records) or by a write that could not be followed: its values and its
   * being alive mean nothing, only its end does.
   */
  weak: boolean;
  /** Last write that this record took, and the last refused ones, newest last, for telling what went wrong when a read surprises. */
  lastWriteSeq: number;
  refused: readonly Refused[];
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

/** A write of this record has left, and its values are not known. */
export const veil = ({ veils }: Belief, seq: number, fromUs: number): void => {
  veils.push({ seq, fromUs, toUs: Number.POSITIVE_INFINITY });
};

/**
 * That write is over.
 * @param toUs requests sent from then on see the record as it is believed to be
 */
export const unveil = ({ veils }: Belief, seq: number, toUs: number, oldestOpenUs: number): void => {
  for (const veiled of veils) if (veiled.seq === seq) veiled.toUs = toUs;
  for (let at = veils.length - 1; at >= 0; at--) if ((veils[at]?.toUs ?? 0) < oldestOpenUs) veils.splice(at, 1);
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
  const veils: Veil[] = [];
  const register = (field: UserField) => ({ ...registerOf<string>(user[field], seq, fromUs, atUs), veils });
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
    veils,
    weak,
    lastWriteSeq: seq,
    refused: [],
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
