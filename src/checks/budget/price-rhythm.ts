import { type Call, minuteS, mostReturned, type TrailStep } from "./budget-trail.ts";

/** Calls that cost more than one at regular intervals: every so many of ours, or wherever Remaining passes a multiple. */
export interface Rhythm {
  readonly every: number;
  readonly by: "call" | "number";
  readonly times: number;
  readonly seqs: readonly number[];
}

const shortestInterval = 2;
const longestInterval = 20;
const fewestDear = 6;
/** Chance that others hit just these steps; there are two hundred places for a rhythm to begin, and two to count by. */
const mostChance = 5e-8;
/** Others would have to spend so many times the limit to be what makes these calls dear. */
const impossible = 2;
/** As little may have come back in a step that counts, at the limit a minute: a refill hides a price, and makes none. */
const mostRefill = 0.25;
const mostKept = 60;
const mostSeqs = 20;

interface Kept {
  readonly at: number;
  readonly seq: number;
  /** What the steps until then took. */
  readonly us: number;
}

/** How many steps at each place of each interval were dear, and how many were not. */
const createPlaces = (by: Rhythm["by"]) => {
  const size = longestInterval + 1;
  const dear = new Uint32Array(size * size);
  const plain = new Uint32Array(size * size);
  let kept: Kept[] = [];
  let allDear = 0;
  let all = 0;
  let us = 0;

  const clear = (): void => {
    dear.fill(0);
    plain.fill(0);
    kept = [];
    allDear = all = us = 0;
  };

  /** That so many dear steps are at one place by chance. */
  const chanceAt = (index: number): number => {
    const hits = dear[index] ?? 0;
    const steps = hits + (plain[index] ?? 0);
    let product = 1;
    for (let i = 0; i < hits; i++) product *= ((steps - i) / (hits - i)) * (allDear / all);
    return product;
  };

  const keptAt = (every: number, at: number) => kept.filter((one) => one.at % every === at % every);

  /** Time from dear step to dear step of late, on average: a slow beginning does not excuse what is quick. */
  const apartUs = (every: number, at: number): number => {
    const [first, ...later] = keptAt(every, at).slice(-fewestDear);
    return first === undefined || later.length < fewestDear - 1
      ? Number.POSITIVE_INFINITY
      : (us - first.us) / later.length;
  };

  return {
    clear,
    add: (at: number, seq: number, isDear: boolean, tookUs: number, mostApartUs: number): Rhythm | undefined => {
      all++;
      us += tookUs;
      if (isDear) {
        allDear++;
        kept.push({ at, seq, us });
        if (kept.length > mostKept) kept.shift();
      }
      let best: { readonly every: number; readonly chance: number } | undefined;
      for (let every = shortestInterval; every <= longestInterval; every++) {
        const index = every * size + (at % every);
        const places = isDear ? dear : plain;
        places[index] = (places[index] ?? 0) + 1;
        const hits = dear[index] ?? 0;
        if (!isDear || hits < fewestDear || Math.min(us / hits, apartUs(every, at)) > mostApartUs) continue;
        const chance = chanceAt(index);
        if (chance <= mostChance && chance < (best?.chance ?? 1)) best = { every, chance };
      }
      if (best === undefined) return undefined;
      const { every } = best;
      const times = dear[every * size + (at % every)] ?? 0;
      const seqs = keptAt(every, at).map((one) => one.seq);
      clear();
      return { every, by, times, seqs: seqs.slice(-mostSeqs) };
    },
  };
};

/** Follows the order in which the server counted: within a group that is the order of Remaining. */
export const createPriceRhythm = () => {
  /** Calls that may not have been counted (no answer, a forced status, a refusal) are taken to be, and not to be. */
  const byCall = [createPlaces("call"), createPlaces("call")] as const;
  const byNumber = createPlaces("number");
  let last: { readonly remaining: number; readonly limit: number; readonly endUs: number } | undefined;
  let count = 0;
  let uncounted = 0;

  const step = (call: Call, stepUs: number, windowS: number): Rhythm | undefined => {
    const { limit, remaining, seq } = call;
    const before = last;
    last = { remaining, limit, endUs: call.endUs };
    count++;
    if (before !== undefined && before.limit !== limit) {
      for (const places of [...byCall, byNumber]) places.clear();
      return undefined;
    }
    if (before === undefined || mostReturned(limit, minuteS, stepUs) > mostRefill) return undefined;
    const fall = before.remaining - remaining;
    if (fall < 1) return undefined;
    const mostApartUs = (windowS * 1e6) / (impossible * limit);
    const [without, along] = [count, count + uncounted].map((at, which) =>
      byCall[which]?.add(at, seq, fall > 1, stepUs, mostApartUs),
    );
    if (without !== undefined || along !== undefined) for (const places of byCall) places.clear();
    const skipping = fall > 2 ? undefined : byNumber.add(before.remaining - 1, seq, fall > 1, stepUs, mostApartUs);
    return without ?? along ?? skipping;
  };

  return {
    add: ({ group, windowS }: TrailStep): Rhythm | undefined => {
      if (group === undefined) return undefined;
      const calls = group.calls.filter(({ admitted }) => admitted).sort((a, b) => b.remaining - a.remaining);
      if (group.lost > 0 || calls.length < group.calls.length) {
        last = undefined;
        count += calls.length;
        uncounted += group.calls.length - calls.length + group.lost;
        return undefined;
      }
      const stepUs = (group.endUs - (last?.endUs ?? group.startUs)) / Math.max(1, calls.length);
      let found: Rhythm | undefined;
      for (const call of calls) found = step(call, stepUs, windowS) ?? found;
      if (last !== undefined) last = { ...last, endUs: group.endUs };
      return found;
    },
  };
};
