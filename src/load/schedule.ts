/**
 * When requests are meant to start, as data: what the proxy keeps to, what a k6 script repeats, and what a report draws.
 * Times are seconds, and counts are whole requests.
 */
export type Arrivals =
  /** One every `1/perS` seconds, the first at once: also polling, which is only slow. */
  | { readonly kind: "even"; readonly perS: number; readonly forS: number }
  /** All at once. */
  | { readonly kind: "burst"; readonly count: number }
  /** Nothing. */
  | { readonly kind: "pause"; readonly forS: number }
  /** The next as soon as the last is answered, on every connection: no intended starts, so no time to accept. */
  | { readonly kind: "closed"; readonly forS: number }
  /** One after the other. */
  | { readonly kind: "sequence"; readonly parts: readonly Arrivals[] };

export const even = (perS: number, forS: number): Arrivals => ({ kind: "even", perS, forS });
export const burst = (count: number): Arrivals => ({ kind: "burst", count });
/** A word of the scenarios' vocabulary, whether or not one of ours uses it. @public */
export const pause = (forS: number): Arrivals => ({ kind: "pause", forS });
export const closed = (forS: number): Arrivals => ({ kind: "closed", forS });
export const sequence = (...parts: readonly Arrivals[]): Arrivals => ({ kind: "sequence", parts });

/** How many requests an even part holds; floating point must not lose the last of a whole number. */
const evenCount = (perS: number, forS: number) => Math.max(0, Math.floor(perS * forS + 1e-6));

/** Intended starts in seconds from the beginning, in order; lazy, so that a long soak costs no memory. Closed parts have none. */
export function* startsOf(arrivals: Arrivals, fromS = 0): Generator<number, void> {
  switch (arrivals.kind) {
    case "even": {
      const count = evenCount(arrivals.perS, arrivals.forS);
      for (let i = 0; i < count; i++) yield fromS + i / arrivals.perS;
      return;
    }
    case "burst":
      for (let i = 0; i < arrivals.count; i++) yield fromS;
      return;
    case "sequence": {
      let at = fromS;
      for (const part of arrivals.parts) {
        yield* startsOf(part, at);
        at += spanOf(part);
      }
      return;
    }
    case "pause":
    case "closed":
      return;
  }
}

/** How many requests are meant; undefined where a closed loop decides. */
export const countOf = (arrivals: Arrivals): number | undefined => {
  switch (arrivals.kind) {
    case "even":
      return evenCount(arrivals.perS, arrivals.forS);
    case "burst":
      return arrivals.count;
    case "pause":
      return 0;
    case "closed":
      return undefined;
    case "sequence":
      return arrivals.parts.reduce<number | undefined>((sum, part) => {
        const count = countOf(part);
        return sum === undefined || count === undefined ? undefined : sum + count;
      }, 0);
  }
};

/** Seconds from the beginning to the end of the last part. */
export const spanOf = (arrivals: Arrivals): number => {
  switch (arrivals.kind) {
    case "even":
    case "pause":
    case "closed":
      return arrivals.forS;
    case "burst":
      return 0;
    case "sequence":
      return arrivals.parts.reduce((sum, part) => sum + spanOf(part), 0);
  }
};

/**
 * Coefficient of variation of the gaps between times (standard deviation over mean): 0 for a perfectly even pace, 1 for
 * a Poisson process. Undefined below two gaps.
 */
export const gapVariation = (times: readonly number[]): number | undefined => {
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? time));
  if (gaps.length < 2) return undefined;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  if (mean === 0) return undefined;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1);
  return Math.sqrt(variance) / mean;
};
