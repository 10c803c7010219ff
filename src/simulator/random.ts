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

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A version 4 UUID from seeded numbers. */
export const seededUuid = (random: Random): string => {
  let text = "";
  for (let byte = 0; byte < 16; byte++) {
    if (byte === 4 || byte === 6 || byte === 8 || byte === 10) text += "-";
    const value = Math.floor(random() * 256);
    text += hex[byte === 6 ? (value & 0x0f) | 0x40 : byte === 8 ? (value & 0x3f) | 0x80 : value];
  }
  return text;
};
