import { mersenne } from "pure-rand/generator/mersenne";

/** A number from a text, the same everywhere (FNV-1a). */
export const hashOf = (text: string): number => {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
};

/** Numbers strictly between 0 and 1. */
export type Random = () => number;

/**
 * Random numbers from a seed: the same seed gives the same numbers on every machine. Not for secrets. Mersenne Twister,
 * for it mixes a small seed: the shorter generators begin near 1 for every seed from 1 to 100.
 */
export const seededRandom = (seed: number): Random => {
  const generator = mersenne(seed);
  // Half a step up, so that a logarithm may be taken.
  return () => ((generator.next() >>> 0) + 0.5) / 4_294_967_296;
};
