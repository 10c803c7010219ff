import { isSource } from "./package-files.ts";

/**
 * Text that came from a server, made safe to show to a person: control characters become visible symbols, so that no
 * escape sequence reaches a terminal, no line is faked, and no direction mark reorders what is read.
 */

// C0, DEL, C1, soft hyphen, direction marks, zero-width and invisible operators, line separators, BOM, lone surrogates.
const unsafe =
  /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/gu;

// What most text is made of, recognised several times quicker than the above is sought.
const plain = /^[ -~]*$/;

const visible = (character: string): string => {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `\\u{${code.toString(16)}}`;
};

/**
 * @param maxLength characters kept, default 2,000; what was left out is counted in the result
 */
export const safeText = (text: string, maxLength = 2000): string => {
  if (text.length <= maxLength) return plain.test(text) ? text : text.replace(unsafe, visible);
  // Cut first: the text may be ten million characters of nothing but controls.
  const last = text.charCodeAt(maxLength - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? maxLength - 1 : maxLength;
  return `${text.slice(0, end).replace(unsafe, visible)}… (${text.length - end} more characters)`;
};

/** Every letter in its other case. */
export const swapCase = (text: string): string =>
  [...text].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join("");

/** A count with its noun: "1 record", "2 records". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** What stays on a service, as a clause: "1 record is left". */
export const areLeft = (count: number, one = "record"): string =>
  `${plural(count, one)} ${count === 1 ? "is" : "are"} left`;

/**
 * A text whose commands its reader can paste: the scripts of this project, or the bin of the installed package, which has no
 * scripts.
 * @param text names commands as the project has them: `npm run verb -- arguments`
 */
export const pasteable = (text: string, installed = !isSource): string =>
  installed ? text.replace(/\bnpm run ([a-z]+|<verb>)(?: --(?= |$))?/g, "npx gorest-harness $1") : text;
