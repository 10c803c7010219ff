import type { TrailStep } from "./budget-trail.ts";

/** Calls that cost more than one at regular intervals: every so many of ours, whatever they are. */
export interface Rhythm {
  readonly every: number;
  readonly times: number;
  readonly seqs: readonly number[];
}

interface Dear {
  readonly seq: number;
  readonly endUs: number;
  /** Calls of ours since the dear one before. */
  readonly after: number;
}

/** So many intervals of the last ten must be one and the same: others hit that by chance once in 100,000 times. */
const fewestAlike = 8;
const kept = 10;
const longestInterval = 20;
/** Others would have to spend so many times the limit to be what makes these calls dear. */
const impossible = 2;

/** Follows the order in which the server counted: within a group that is the order of Remaining. */
export const createPriceRhythm = () => {
  let last: { readonly remaining: number; readonly limit: number } | undefined;
  let since: number | undefined;
  let dear: Dear[] = [];

  return {
    add: ({ group, windowS }: TrailStep): Rhythm | undefined => {
      if (group === undefined) return undefined;
      if (group.lost > 0) {
        last = undefined;
        since = undefined;
        return undefined;
      }
      const calls = group.calls.filter(({ admitted }) => admitted).sort((a, b) => b.remaining - a.remaining);
      for (const { seq, remaining, limit, endUs } of calls) {
        const fall = last?.limit === limit ? last.remaining - remaining : 1;
        last = { remaining, limit };
        if (since !== undefined) since++;
        if (fall < 2) continue;
        if (since !== undefined) dear.push({ seq, endUs, after: since });
        if (dear.length > kept) dear.shift();
        since = 0;
        const every = dear.at(-1)?.after ?? 0;
        const alike = dear.filter(({ after }) => after === every);
        const [first] = dear;
        if (first === undefined || every < 2 || every > longestInterval || alike.length < fewestAlike) continue;
        const perWindow = ((dear.length - 1) / Math.max(1, endUs - first.endUs)) * windowS * 1e6;
        if (perWindow < impossible * limit) continue;
        dear = [];
        return { every, times: alike.length, seqs: alike.map((one) => one.seq) };
      }
      return undefined;
    },
  };
};
