import { type Belief, maySee, mustSee } from "./belief.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { EmailState } from "./validation.ts";

/** Who may hold an e-mail: records, creates whose outcome is unknown, and creates that were refused. */
export interface EmailIndex {
  /** Links a record to an e-mail it has, had, or may get. */
  link(email: string, belief: Belief): void;
  unlink(belief: Belief): void;
  createSent(email: string, seq: number): void;
  createSettled(email: string, seq: number, outcome: "created" | "refused" | "maybe", status?: number): void;
  /** A create of this e-mail that may have happened without our seeing it. */
  unresolved(email: string): number | undefined;
  /** The unresolved create that a record seen with this e-mail comes from; undefined while one in flight may have made it. */
  maker(email: string): number | undefined;
  /** An update of a record that this history does not know may put this e-mail there. */
  strayed(email: string, seq: number): void;
  /** That update was refused, or never left. */
  notStrayed(email: string, seq: number): void;
  /**
   * E-mails in lower case that records unknown to this history may have: of creates that are in flight or were never
   * answered for certain, and of updates of unknown records.
   */
  unsettled(): Iterable<string>;
  /** The last create with this e-mail was refused, and nothing else ever held it. */
  refused(email: string): { readonly seq: number; readonly status: number | undefined } | undefined;
  /** A record that certainly no longer holds the e-mail over the interval, but did: deleted, or given another. */
  former(email: string, fromUs: number, toUs: number): Belief | undefined;
  /** The record that certainly holds the e-mail over the interval, this one excepted. */
  holder(email: string, fromUs: number, toUs: number, except: number | undefined): Belief | undefined;
  state(email: string, fromUs: number, toUs: number, except: { seq: number; id?: number | undefined }): EmailState;
}

const keptRefusals = 10_000;

/** @param isOurs whether only this run can ever use the e-mail: it carries the run's marker */
export const createEmailIndex = (isOurs: (email: string) => boolean): EmailIndex => {
  // Keys in lower case: whether uniqueness depends on case is an open question (facts 11.5), so both meet here.
  const holders = new Map<string, Set<Belief>>();
  const byBelief = new Map<Belief, Set<string>>();
  const creates = new Map<string, Map<number, "sent" | "maybe">>();
  const strays = new Map<string, Set<number>>();
  const refusals = new BoundedMap<string, { seq: number; status: number | undefined }>(keptRefusals);

  const unresolved = (email: string): number | undefined => {
    for (const [seq, state] of creates.get(email.toLowerCase()) ?? []) if (state === "maybe") return seq;
    return undefined;
  };

  return {
    link: (email, belief) => {
      const key = email.toLowerCase();
      const set = holders.get(key);
      if (set === undefined) holders.set(key, new Set([belief]));
      else set.add(belief);
      const keys = byBelief.get(belief);
      if (keys === undefined) byBelief.set(belief, new Set([key]));
      else keys.add(key);
    },
    unlink: (belief) => {
      for (const key of byBelief.get(belief) ?? []) {
        const set = holders.get(key);
        set?.delete(belief);
        if (set?.size === 0) holders.delete(key);
      }
      byBelief.delete(belief);
    },
    createSent: (email, seq) => {
      const key = email.toLowerCase();
      const open = creates.get(key);
      if (open === undefined) creates.set(key, new Map([[seq, "sent"]]));
      else open.set(seq, "sent");
    },
    createSettled: (email, seq, outcome, status) => {
      const key = email.toLowerCase();
      const open = creates.get(key);
      if (outcome === "maybe") open?.set(seq, "maybe");
      else open?.delete(seq);
      if (open?.size === 0) creates.delete(key);
      if (outcome === "created") refusals.delete(email);
      if (outcome === "refused" && !holders.has(key)) refusals.set(email, { seq, status });
    },
    unresolved,
    maker: (email) => {
      for (const state of creates.get(email.toLowerCase())?.values() ?? []) if (state === "sent") return undefined;
      return unresolved(email);
    },
    strayed: (email, seq) => {
      const key = email.toLowerCase();
      const known = strays.get(key);
      if (known !== undefined) known.add(seq);
      else if (strays.size < keptRefusals) strays.set(key, new Set([seq]));
    },
    notStrayed: (email, seq) => {
      const key = email.toLowerCase();
      const known = strays.get(key);
      known?.delete(seq);
      if (known?.size === 0) strays.delete(key);
    },
    unsettled: () => [...creates.keys(), ...strays.keys()],
    refused: (email) => refusals.get(email),
    former: (email, fromUs, toUs) => {
      for (const belief of holders.get(email.toLowerCase()) ?? []) {
        const { alive, fields } = belief;
        const had = fields.email.candidates.some(({ value }) => value === email);
        const has = maySee(alive, true, fromUs, toUs) && maySee(fields.email, email, fromUs, toUs);
        if (had && !has) return belief;
      }
      return undefined;
    },
    holder: (email, fromUs, toUs, except) => {
      for (const belief of holders.get(email.toLowerCase()) ?? []) {
        const { id, alive, fields } = belief;
        if (id === except || mustSee(alive, fromUs, toUs) !== true) continue;
        if (mustSee(fields.email, fromUs, toUs) === email) return belief;
      }
      return undefined;
    },
    state: (email, fromUs, toUs, except) => {
      const key = email.toLowerCase();
      for (const seq of creates.get(key)?.keys() ?? []) if (seq !== except.seq) return "unknown";
      for (const seq of strays.get(key) ?? []) if (seq !== except.seq) return "unknown";
      let state: EmailState = isOurs(email) ? "free" : "unknown";
      for (const belief of holders.get(key) ?? []) {
        if (belief.id === except.id) continue;
        if (belief.weak) return "unknown";
        const { alive, fields } = belief;
        if (!maySee(alive, true, fromUs, toUs)) continue;
        const certain = mustSee(fields.email, fromUs, toUs);
        if (certain !== undefined && certain.toLowerCase() !== key) continue;
        if (mustSee(alive, fromUs, toUs) !== true || certain !== email) return "unknown";
        // An update may have got the e-mail first, and its record lost it again, all before this one was created.
        if (except.id !== undefined && belief.createdUs > fromUs) return "unknown";
        state = "held";
      }
      return state;
    },
  };
};
