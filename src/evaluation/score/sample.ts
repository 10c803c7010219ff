import { type FaultClass, faultClasses } from "../../contract/fault.ts";
import { seededRandom } from "../../contract/random.ts";

/** The same seed gives the same order. */
export const shuffled = <T>(items: readonly T[], seed: number): readonly T[] => {
  const random = seededRandom(seed);
  return items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
};

/** Lists laid into each other so that every beginning holds each of them in proportion to its length. */
export const interleaved = <T>(lists: readonly (readonly T[])[]): readonly T[] =>
  lists
    .flatMap((list) => list.map((item, at) => [(at + 0.5) / list.length, item] as const))
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

/**
 * Faults in an order whose every beginning is a sample: one of each class first, then each class in proportion to its
 * size, drawn at random within it.
 */
export const stratified = <T extends { readonly class: FaultClass }>(
  faults: readonly T[],
  seed: number,
): readonly T[] => {
  const drawn = shuffled(faults, seed);
  const classes = faultClasses.map((kind) => drawn.filter((fault) => fault.class === kind));
  return [...classes.flatMap((some) => some.slice(0, 1)), ...interleaved(classes.map((some) => some.slice(1)))];
};

/** 1.96 standard deviations: 95 %. */
const z = 1.96;

/**
 * Where the share of all lies with 95 %, from a sample drawn without replacement (Wilson, with the finite population's
 * correction).
 * @returns shares from 0 to 1
 */
export const shareInterval = (part: number, sample: number, all: number): readonly [low: number, high: number] => {
  if (sample >= all) return [part / all, part / all];
  const n = sample / ((all - sample) / (all - 1));
  const p = part / sample;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
};
