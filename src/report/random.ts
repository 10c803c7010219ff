/** Uniform numbers in (0, 1), the same for the same seed (mulberry32): a report must not change when it is made again. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
};

const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** A gamma variate of this shape, at least 1, and scale 1. @see Marsaglia and Tsang, 2000 */
const gamma = (shape: number, random: () => number): number => {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
};

/** A beta variate; both shapes at least 1. */
export const beta = (a: number, b: number, random: () => number): number => {
  const x = gamma(a, random);
  return x / (x + gamma(b, random));
};
