import { safeText } from "../contract/safe-text.ts";

/** Text with every hidden or direction-changing character made visible; tabs and line feeds stay. */
export const visible = (text: string): string =>
  text.replace(/[^\n\t]+/g, (run) => safeText(run, Number.POSITIVE_INFINITY));

/** The same on one line: tabs and line feeds become visible too. */
const oneLine = (text: string): string => safeText(text, Number.POSITIVE_INFINITY);

/** The first `max` characters, and how many were left out. Never cuts a surrogate pair in two. */
export const clip = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(max - 1)) ? max - 1 : max;
  return `${text.slice(0, end)}… (${(text.length - end).toLocaleString("en")} more characters)`;
};

/** Cell text of Markdown tables and sentences: nothing in it can be markup, a link, a mention or a new row. */
export const markdown = (text: string): string =>
  oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@/g, "&#64;")
    .replace(/:\/\//g, "&#58;//")
    .replace(/^([-=])/, "\\$1");

/** A Markdown code block no content can close. */
export const codeBlock = (text: string, language = ""): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${visible(text)}\n${fence}`;
};

/** Character data and attribute values of XML 1.0: characters it cannot carry are escaped as text, markup as entities. */
export const xml = (text: string): string =>
  visible(text)
    .replace(/[\ufffe\uffff]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&apos;");

/** One cell of a comma-separated file: quoted, and a leading sign that a spreadsheet would take for a formula is disarmed. */
export const csvCell = (value: string | number | undefined): string => {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = oneLine(value);
  const safe = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
};
