import type { RunRecord } from "../contract/run.ts";
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

/** Numbers as people read them: the same everywhere, whatever the machine's language. A unit stays with its figure. */

const fixed = "\u00a0";

/** 1234567 → "1,234,567". */
export const count = (value: number): string => Math.round(value).toLocaleString("en-GB");

/** Milliseconds with three significant digits: "25 µs", "0.412 ms", "112 ms", "12.3 s". */
export const duration = (ms: number): string => {
  if (ms >= 9999.5) return `${digits(ms / 1000)}${fixed}s`;
  if (ms > 0 && ms < 0.0995) return `${digits(ms * 1000)}${fixed}µs`;
  return `${digits(ms)}${fixed}ms`;
};

/** The same of a difference: "+12.3 ms", "−0.4 ms". */
export const signedDuration = (ms: number): string => `${ms > 0 ? "+" : ms < 0 ? "−" : ""}${duration(Math.abs(ms))}`;

/** Three significant digits, no unit. */
export const digits = (value: number): string => {
  if (value === 0) return "0";
  if (Math.abs(value) >= 99.95) return count(value);
  return String(Number(value.toPrecision(3)));
};

/** 0.9995 → "99.95 %"; never rounds a share below one up to 100 % nor one above zero down to 0 %. */
export const percent = (share: number): string => {
  if (share > 0 && share < 0.0005) return `<${fixed}0.1${fixed}%`;
  if (share < 1 && share > 0.9995) return `>${fixed}99.9${fixed}%`;
  return `${Number((share * 100).toFixed(1))}${fixed}%`;
};

/** 0.5 → "p50", 0.999 → "p99.9". */
export const percentileName = (p: number): string => `p${Number((p * 100).toFixed(4))}`;

/** "1 rule", "3 rules". */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** Time a run took: "48 s", "3 min 20 s", "2 h 5 min". */
export const span = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return duration(ms);
  if (seconds < 60) return `${seconds}${fixed}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${fixed}min${seconds % 60 === 0 ? "" : ` ${seconds % 60}${fixed}s`}`;
  const hours = Math.floor(minutes / 60);
  return `${hours}${fixed}h${minutes % 60 === 0 ? "" : ` ${minutes % 60}${fixed}min`}`;
};

const dayMs = 86_400_000;

/** "2026-11-28 03:17 UTC, 2 days before": a schedule that no longer runs shows by it. */
export const lastLiveText = (
  run: Pick<RunRecord, "startedAt">,
  { startedAt }: Pick<RunRecord, "startedAt">,
): string => {
  const days = Math.floor((Date.parse(run.startedAt) - Date.parse(startedAt)) / dayMs);
  return `${startedAt.replace("T", " ").slice(0, 16)} UTC, ${days === 0 ? "less than a day" : plural(days, "day")} before`;
};
