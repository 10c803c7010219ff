/** Numbers in [0, 1) from a seed: the same seed gives the same numbers on every machine. */
export type Random = () => number;

/** Mulberry32: 32 bits of state, enough for a simulator and fast. Not for secrets. */
export const seededRandom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const word = (random: Random): number => Math.floor(random() * 4_294_967_296);
// Looked up, for a number above 31 bits turns into text as slowly as a fraction does.
const twoDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const eightDigits = (value: number): string =>
  `${twoDigits[value >>> 24]}${twoDigits[(value >>> 16) & 255]}${twoDigits[(value >>> 8) & 255]}${twoDigits[value & 255]}`;

/** A version 4 UUID from seeded numbers. */
export const seededUuid = (random: Random): string => {
  const second = eightDigits((word(random) & 0xffff_0fff) | 0x4000);
  const third = eightDigits((word(random) & 0x3fff_ffff) | 0x8000_0000);
  return `${eightDigits(word(random))}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${eightDigits(word(random))}`;
};
