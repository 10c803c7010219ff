import type { Call } from "./budget-trail.ts";

/** A kind of call that costs more than one. */
interface Dear {
  readonly text: string;
  readonly seqs: readonly number[];
}

/** Finds kinds of calls with which Remaining falls by more than one, and with other calls not. */
export interface Prices {
  /**
   * One sequential step from call to call, and the kinds that may have made it dear. Others on the token make steps dear as
   * well, but they do not know the kinds: only time and number of steps may explain it.
   */
  add(from: Call, to: Call, kinds: readonly string[]): Dear | undefined;
}

interface Tally {
  steps: number;
  dear: number;
  us: number;
  most: number;
  seqs: number[];
}

const fewestDear = 3;
/** Chance that others hit just these steps, of the two ways to reckon it. */
const usualChance = 2e-5;
const mostKinds = 200;

const none = (): Tally => ({ steps: 0, dear: 0, us: 0, most: 0, seqs: [] });

/**
 * That at least `dear` of all dear steps are of one kind by chance: an upper bound, for a kind with so many of all steps, and
 * again for one with so much of all the time.
 */
const chance = (dear: number, allDear: number, share: (nth: number) => number): number => {
  let product = 1;
  for (let i = 0; i < dear; i++) product *= ((allDear - i) / (dear - i)) * share(i);
  return product;
};

const note = (tally: Tally, fall: number, us: number): void => {
  tally.steps++;
  tally.us += us;
  if (fall < 2) return;
  tally.dear++;
  tally.most = Math.max(tally.most, fall);
};

/** @param mostChance smaller where many kinds are compared, since each may be hit by chance */
export const createPrices = (mostChance = usualChance): Prices => {
  const all = none();
  const byKind = new Map<string, Tally>();

  return {
    add: (from, to, kinds) => {
      const fall = from.remaining - to.remaining;
      // What came back meanwhile would hide a price.
      if (fall < 1) return undefined;
      const us = to.endUs - from.startUs;
      note(all, fall, us);
      let found: Dear | undefined;
      for (const kind of kinds) {
        const tally = byKind.get(kind) ?? none();
        if (byKind.size < mostKinds) byKind.set(kind, tally);
        note(tally, fall, us);
        if (fall < 2) continue;
        tally.seqs.push(from.seq, to.seq);
        if (tally.seqs.length > 20) tally.seqs.splice(0, 2);
        if (tally.dear < fewestDear) continue;
        // The most frequent kind of call cannot be distinguished from what others send.
        if (tally.steps * 2 > all.steps) continue;
        const bySteps = chance(tally.dear, all.dear, (nth) => (tally.steps - nth) / (all.steps - nth));
        const byTime = chance(tally.dear, all.dear, () => tally.us / all.us);
        if (Math.max(bySteps, byTime) > mostChance) continue;
        const text = `with ${kind}: up to ${tally.most}, more than 1 in ${tally.dear} of ${tally.steps} steps; with others in ${all.dear - tally.dear} of ${all.steps - tally.steps}`;
        found ??= { text, seqs: [...new Set(tally.seqs)] };
        byKind.delete(kind);
      }
      return found;
    },
  };
};
