import type { Call } from "./budget-trail.ts";

/** A kind of call that costs something else than one. */
interface Mispriced {
  readonly text: string;
  readonly seqs: readonly number[];
}

/** Finds kinds of calls with which Remaining falls by more than one, or not at all, and with other calls not. */
export interface Prices {
  /**
   * One sequential step from call to call, and the kinds that may have made its price. Others on the token make steps dear as
   * well, and what comes back makes them free, but they do not know the kinds: only time and number of steps may explain it.
   * @param tightRefill how much may have come back in it on average; undefined: too much to say that it cost nothing
   */
  add(from: Call, to: Call, kinds: readonly string[], tightRefill?: number): Mispriced | undefined;
}

interface Tally {
  steps: number;
  dear: number;
  /** Seconds from call to call. */
  s: number;
  /** The sum, over all sets of so many of them, of the product of the seconds that each took; not of all steps together. */
  readonly products: number[];
  most: number;
  seqs: number[];
  /** Tight steps, what may have come back in them, and those of them that cost nothing. */
  tight: number;
  refill: number;
  free: number;
  freeSeqs: number[];
}

const fewestDear = 3;
const fewestFree = 4;
/** Chance that others hit just these steps, of the two ways to reckon it. */
const usualChance = 2e-5;
/** Chance that a refill falls into just these steps. */
const freeChance = 2e-6;
const mostKinds = 200;
const mostSeqs = 20;

const none = (): Tally => ({
  steps: 0,
  dear: 0,
  s: 0,
  products: [1],
  most: 0,
  seqs: [],
  tight: 0,
  refill: 0,
  free: 0,
  freeSeqs: [],
});

/** So many dear steps are all that a chance by time is reckoned with. */
const mostByTime = 32;

/**
 * That others, whose calls come at any time, hit at least so many steps of a kind: an upper bound. Each step counts with the
 * time that it took itself: a slow one among many quick ones does not excuse those.
 */
const chanceByTime = (tally: Tally, all: Tally): number => {
  const dear = Math.min(tally.dear, mostByTime);
  let ways = tally.products[dear] ?? 0;
  for (let i = 0; i < dear; i++) ways *= (all.dear - i) / all.s;
  return ways;
};

/** That at least `dear` of all dear steps are of one kind by chance: an upper bound, for a kind with such a share of the steps. */
const chance = (dear: number, allDear: number, share: (nth: number) => number): number => {
  let product = 1;
  for (let i = 0; i < dear; i++) product *= ((allDear - i) / (dear - i)) * share(i);
  return product;
};

const note = (tally: Tally, fall: number, apartS: number, tightRefill: number | undefined): void => {
  if (tightRefill !== undefined && fall <= 1) {
    tally.tight++;
    tally.refill += tightRefill;
    if (fall === 0) tally.free++;
  }
  // What came back meanwhile would hide a price.
  if (fall < 1) return;
  tally.steps++;
  tally.s += apartS;
  if (fall < 2) return;
  tally.dear++;
  tally.most = Math.max(tally.most, fall);
};

const multiply = (products: number[], by: number): void => {
  if (products.length <= mostByTime) products.push(0);
  for (let many = products.length - 1; many > 0; many--)
    products[many] = (products[many] ?? 0) + by * (products[many - 1] ?? 0);
};

const keep = (seqs: number[], from: Call, to: Call): void => {
  seqs.push(from.seq, to.seq);
  if (seqs.length > mostSeqs) seqs.splice(0, 2);
};

/** @param mostChance smaller where many kinds are compared, since each may be hit by chance */
export const createPrices = (mostChance = usualChance): Prices => {
  const all = none();
  const byKind = new Map<string, Tally>();

  const dearOf = (kind: string, tally: Tally): Mispriced | undefined => {
    if (tally.dear < fewestDear) return undefined;
    // The most frequent kind of call cannot be distinguished from what others send.
    if (tally.steps * 2 > all.steps) return undefined;
    const bySteps = chance(tally.dear, all.dear, (nth) => (tally.steps - nth) / (all.steps - nth));
    const byTime = chanceByTime(tally, all);
    if (Math.max(bySteps, byTime) > mostChance) return undefined;
    const text = `with ${kind}: up to ${tally.most}, more than 1 in ${tally.dear} of ${tally.steps} steps; with others in ${all.dear - tally.dear} of ${all.steps - tally.steps}`;
    return { text, seqs: [...new Set(tally.seqs)] };
  };

  const freeOf = (kind: string, tally: Tally): Mispriced | undefined => {
    if (tally.free < fewestFree || tally.free * 2 <= tally.tight || tally.tight * 2 > all.tight) return undefined;
    const others = { tight: all.tight - tally.tight, free: all.free - tally.free };
    const usual = Math.max((others.free + 0.5) / (others.tight + 1), tally.refill / tally.tight);
    if (chance(tally.free, tally.tight, () => usual) > freeChance) return undefined;
    const text = `with ${kind}: nothing in ${tally.free} of ${tally.tight} steps; with others in ${others.free} of ${others.tight}`;
    return { text, seqs: [...new Set(tally.freeSeqs)] };
  };

  return {
    add: (from, to, kinds, tightRefill) => {
      const fall = from.remaining - to.remaining;
      // On average, and at the most.
      const apartS = (to.startUs + to.endUs - from.startUs - from.endUs) / 2e6;
      const tookS = (to.endUs - from.startUs) / 1e6;
      note(all, fall, apartS, tightRefill);
      let found: Mispriced | undefined;
      for (const kind of kinds) {
        const tally = byKind.get(kind) ?? none();
        if (byKind.size < mostKinds) byKind.set(kind, tally);
        note(tally, fall, apartS, tightRefill);
        if (fall >= 1) multiply(tally.products, tookS);
        if (fall > 1) keep(tally.seqs, from, to);
        else if (tightRefill !== undefined && fall === 0) keep(tally.freeSeqs, from, to);
        else continue;
        const wrong = fall > 1 ? dearOf(kind, tally) : freeOf(kind, tally);
        if (wrong === undefined) continue;
        found ??= wrong;
        byKind.delete(kind);
      }
      return found;
    },
  };
};
