import type { Random } from "../contract/random.ts";

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** A gamma variate of this shape, at least 1, and scale 1. @see Marsaglia and Tsang, 2000 */
const gamma = (shape: number, random: Random): number => {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
};

/** A beta variate; both shapes at least 1. */
export const beta = (a: number, b: number, random: Random): number => {
  const x = gamma(a, random);
  return x / (x + gamma(b, random));
};
