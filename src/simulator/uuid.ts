import type { Random } from "../contract/random.ts";

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
