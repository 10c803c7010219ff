import { isUtf8 } from "node:buffer";

/** Character sets that tools take for a body's own, a byte a character. */
const labels = ["windows-1252", "iso-8859-15", "windows-1250", "windows-1251", "macintosh"];
const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** The byte each character was read from. */
const bytesOf: readonly ReadonlyMap<string, number>[] = [
  new Map([...allBytes].map((byte) => [String.fromCharCode(byte), byte])),
  ...labels.map((label) => new Map([...new TextDecoder(label).decode(allBytes)].map((char, byte) => [char, byte]))),
];

/**
 * Whether a text is UTF-8 that a recorder read by another character set: "ZoÃ«" for "Zoë". Every character is then one
 * byte, and those bytes are UTF-8, as a text meant so hardly ever is.
 */
export const isMisread = (text: string): boolean => {
  const high = text.match(/[^\0-\x7f]+/g);
  if (high === null) return false;
  const characters = new Set(high.join(""));
  return bytesOf.some((bytes) => {
    for (const character of characters) if (!bytes.has(character)) return false;
    return high.every((run) => isUtf8(Buffer.from([...run].map((character) => bytes.get(character) ?? 0))));
  });
};
