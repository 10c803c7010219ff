import type { User } from "../contract/document.ts";
import type { Answered } from "../contract/observation.ts";
import { userFields } from "../contract/resources.ts";
import { type Belief, beliefOf, mustSee, type Origin, propose, see, withdraw } from "./belief.ts";
import { BoundedMap } from "./bounded-map.ts";
import { createEmailIndex, type EmailIndex } from "./emails.ts";

/** A moment when a record was missing out of the blue: perhaps the daily reset. */
export interface Reset {
  /** When something that is missing since was last seen: the reset, if it was one, came later. */
  fromUs: number;
  /** When it was first noticed. */
  readonly atUs: number;
  readonly seq: number;
  refuted: boolean;
}

/** The resets there may have been, and what they took. */
interface Resets {
  readonly all: readonly Reset[];
  /** A record is missing, and no request explains it. */
  missing(belief: Belief, observation: Answered): void;
  /** A record was there when this was answered. */
  alive(belief: Belief, observation: Answered): void;
  /** So was a user of whom nothing else is known. */
  stranger(user: User, observation: Answered): void;
  readonly strangers: ReadonlyMap<number, Stranger>;
}

/** A user of others', when an answer first showed it. */
export interface Stranger {
  readonly email: string;
  readonly seq: number;
  /** End of that answer, µs. */
  readonly seenUs: number;
}

/** Of others' users, the latest that may bear witness. */
const mostStrangers = 500;

/**
 * A proposal of a reset bears the negative of its sequence number, so that refuting the reset takes back it alone.
 * @param beliefs every record that a reset would take
 */
const createResets = (beliefs: ReadonlyMap<number, Belief>): Resets => {
  const all: Reset[] = [];
  const strangers = new BoundedMap<number, Stranger>(mostStrangers);
  const refute = (reset: Reset) => {
    reset.refuted = true;
    for (const other of beliefs.values()) withdraw(other.alive, -reset.seq);
  };
  return {
    all,
    strangers,
    missing: (belief, { seq, sent, endUs }) => {
      const last = all.at(-1);
      // Seen since the last one was noticed, it was not taken by that.
      if (last !== undefined && belief.createdUs <= last.atUs && belief.lastSeenUs < last.atUs) {
        last.fromUs = Math.max(last.fromUs, belief.lastSeenUs);
        return;
      }
      all.push({ fromUs: belief.lastSeenUs, atUs: endUs, seq, refuted: false });
      // If this is the daily reset, everything older is gone too; until one is seen again nothing is certain.
      for (const other of beliefs.values()) {
        if (other.createdUs < endUs) propose(other.alive, false, -seq, Math.min(other.lastSeenUs, sent.startUs));
      }
    },
    alive: (belief, { sent: { startUs } }) => {
      const reset = all.at(-1);
      if (reset === undefined || reset.refuted || startUs < reset.atUs) return;
      // Alive after the supposed reset, it was not taken by it; and when it is older as well, there was none.
      if (belief.createdUs > reset.fromUs) withdraw(belief.alive, -reset.seq);
      else refute(reset);
    },
    // Everybody's data is made anew, with other ids (facts 5.12): who was there before and is there still says that it was not.
    stranger: ({ id, email }, { seq, sent: { startUs }, endUs, exchange }) => {
      if (exchange.gaps !== undefined) return;
      const before = strangers.get(id);
      if (before === undefined) strangers.set(id, { email, seq, seenUs: endUs });
      const reset = all.at(-1);
      if (before?.email !== email || reset === undefined || reset.refuted) return;
      if (before.seenUs <= reset.fromUs && startUs >= reset.atUs) refute(reset);
    },
  };
};

/** A record that is certainly deleted. */
export interface Gone {
  readonly seq: number;
  /** When the deletion was acknowledged, µs. */
  readonly atUs: number;
  readonly email: string | undefined;
}

/** The records of a history: what is believed of each, which are gone, and who has which e-mail. */
export interface Records {
  readonly beliefs: ReadonlyMap<number, Belief>;
  readonly emails: EmailIndex;
  readonly gone: ReadonlyMap<number, Gone>;
  readonly resets: Resets;
  /** Takes in a new record. */
  add(user: User, origin: Origin): void;
  /** Takes in what an answer shows of a record. */
  see(user: User, observation: Answered): void;
  /** Takes in that a record, known or not, is deleted for certain. */
  bury(id: number, observation: Answered): void;
}

const keptGone = 10_000;

/** The e-mail that a record had at its end, as far as known. */
const lastEmail = ({ fields: { email } }: Belief): string | undefined =>
  mustSee(email, 0, Number.POSITIVE_INFINITY) ?? email.candidates.at(-1)?.value;

/** @param isOurs whether only this run can ever use the e-mail */
export const createRecords = (isOurs: (email: string) => boolean): Records => {
  const beliefs = new Map<number, Belief>();
  const emails = createEmailIndex(isOurs);
  const resets = createResets(beliefs);
  const gone = new BoundedMap<number, Gone>(keptGone, {
    onForget: (id) => {
      const forgotten = beliefs.get(id);
      if (forgotten !== undefined) emails.unlink(forgotten);
      beliefs.delete(id);
    },
  });

  const add = (user: User, origin: Origin): void => {
    const belief = beliefOf(user, origin);
    beliefs.set(user.id, belief);
    gone.delete(user.id);
    emails.link(user.email, belief);
  };

  /** A create without an answer may have happened after all, and this be its record. */
  const discover = (user: User, { token, sent, endUs }: Answered): void => {
    const seq = emails.maker(user.email);
    // An e-mail that others may use proves nothing: the create tried a taken one, and this user has it.
    if (seq === undefined || token === "anonymous" || !isOurs(user.email)) return;
    emails.createSettled(user.email, seq, "created");
    add(user, { owner: token, seq, fromUs: sent.startUs, atUs: endUs, weak: false });
  };

  return {
    beliefs,
    emails,
    gone,
    resets,
    add,
    see: (user, observation) => {
      const belief = beliefs.get(user.id);
      if (belief === undefined) {
        discover(user, observation);
        if (!beliefs.has(user.id)) resets.stranger(user, observation);
        return;
      }
      const { seq, sent, endUs } = observation;
      for (const field of userFields) see(belief.fields[field], user[field], seq, sent.startUs, endUs);
      see(belief.alive, true, seq, sent.startUs, endUs);
      resets.alive(belief, observation);
      belief.lastSeenSeq = seq;
      belief.lastSeenUs = sent.startUs;
    },
    bury: (id, { seq, endUs }) => {
      const belief = beliefs.get(id);
      gone.set(id, { seq, atUs: endUs, email: belief === undefined ? undefined : lastEmail(belief) });
    },
  };
};
