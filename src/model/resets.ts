import type { Answered } from "../contract/observation.ts";
import type { Belief } from "./belief.ts";
import { propose, withdraw } from "./register.ts";

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
export interface Resets {
  readonly all: readonly Reset[];
  /** A record is missing, and no request explains it. */
  missing(belief: Belief, observation: Answered): void;
  /** A record was there when this was answered. */
  alive(belief: Belief, observation: Answered): void;
}

/**
 * A proposal of a reset bears the negative of its sequence number, so that refuting the reset takes back it alone.
 * @param beliefs every record that a reset would take
 */
export const createResets = (beliefs: ReadonlyMap<number, Belief>): Resets => {
  const all: Reset[] = [];
  return {
    all,
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
      else {
        reset.refuted = true;
        for (const other of beliefs.values()) withdraw(other.alive, -reset.seq);
      }
    },
  };
};
