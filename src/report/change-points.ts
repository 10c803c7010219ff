import { randomOf } from "./random.ts";

/** Fewer runs cannot tell a step from chance. */
export const leastRuns = 10;
const leastSegment = 3;
const permutations = 999;
const significance = 0.01;

interface Split {
  readonly at: number;
  readonly strength: number;
}

/** Where the means on both sides differ most, weighed by how many values stand behind them. */
const strongest = (values: readonly number[]): Split => {
  const total = values.reduce((sum, value) => sum + value, 0);
  let best: Split = { at: 0, strength: 0 };
  let left = 0;
  for (let at = 1; at <= values.length - leastSegment; at++) {
    left += values[at - 1] ?? 0;
    if (at < leastSegment) continue;
    const right = values.length - at;
    const strength = Math.abs(left / at - (total - left) / right) * Math.sqrt((at * right) / values.length);
    if (strength > best.strength) best = { at, strength };
  }
  return best;
};

const shuffled = (values: readonly number[], random: () => number): number[] => {
  const mixed = [...values];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [mixed[i] ?? 0, mixed[j] ?? 0];
    mixed[i] = b;
    mixed[j] = a;
  }
  return mixed;
};

/**
 * Indexes at which a series of positive figures moved to another level, in order. Splits where the means of the
 * logarithms differ most, keeps a split that fewer than one in a hundred shufflings of the same values equal, and looks
 * again on both sides: divisive change-point detection with a permutation test, which assumes no distribution.
 * Fewer than ten values give none.
 * @see Matteson and James, 2014
 */
export const changePoints = (series: readonly number[], seed = 1): readonly number[] => {
  if (series.length < leastRuns) return [];
  const random = randomOf(seed);
  const search = (values: readonly number[], offset: number): number[] => {
    if (values.length < 2 * leastSegment) return [];
    const { at, strength } = strongest(values);
    if (strength === 0) return [];
    let asStrong = 0;
    for (let i = 0; i < permutations; i++) if (strongest(shuffled(values, random)).strength >= strength) asStrong++;
    if ((asStrong + 1) / (permutations + 1) > significance) return [];
    return [...search(values.slice(0, at), offset), offset + at, ...search(values.slice(at), offset + at)];
  };
  return search(series.map(Math.log), 0);
};
