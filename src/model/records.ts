import type { User } from "../contract/document.ts";
import type { Answered } from "../contract/observation.ts";
import { userFields } from "../contract/resources.ts";
import { type Belief, beliefOf, type Origin } from "./belief.ts";
import { BoundedMap } from "./bounded-map.ts";
import { createEmailIndex, type EmailIndex } from "./emails.ts";
import { mustSee, see } from "./register.ts";
import { createResets, type Resets } from "./resets.ts";

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
