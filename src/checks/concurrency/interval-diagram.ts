import type { Observation, ObservedRequest } from "../../contract/observation.ts";
import { pathOf } from "../../contract/route.ts";
import { quote } from "../evidence.ts";

/** One line of a diagram. */
interface Interval {
  /** Made when it is shown: nearly no interval is. */
  readonly label: () => string;
  readonly startUs: number;
  /** Infinity: it never ended. */
  readonly endUs: number;
}

const width = 48;
const longestLabel = 72;
const mostLines = 40;

/** What a diagram calls an exchange, with what it sent. It keeps nothing of the answer but its status. */
export const labelOf = (
  { seq, token, operation, idText, answer, failure }: Observation,
  sent: ObservedRequest["fields"],
): Interval["label"] => {
  const outcome = answer?.status ?? failure?.fault;
  return () => {
    const body = sent === undefined ? "" : ` ${quote(sent)}`;
    return `#${seq} ${token} ${operation?.method} ${operation && pathOf(operation, idText)}${body} -> ${outcome}`;
  };
};

/**
 * Overlapping operations as plain text, one line each in order of their start: `|---|` from sending to answer, `|--->`
 * where no answer came.
 *
 *     #7 A PATCH /users/5 {"name":"x"} -> 200   |----------|
 *     #8 A GET /users/5 -> 200                       |----------------|
 *                                               0 ms             12.3 ms
 */
export const intervalDiagram = (intervals: readonly Interval[]): string => {
  const sorted = [...intervals].sort((a, b) => a.startUs - b.startUs);
  const shown = sorted.slice(0, mostLines);
  const [first] = shown;
  if (first === undefined) return "";
  const fromUs = first.startUs;
  const finite = shown.flatMap(({ startUs, endUs }) => (Number.isFinite(endUs) ? [startUs, endUs] : [startUs]));
  const toUs = Math.max(...finite, fromUs + 1);
  const column = (us: number) => Math.round(((us - fromUs) / (toUs - fromUs)) * (width - 1));
  const cut = (label: string) => (label.length > longestLabel ? `${label.slice(0, longestLabel - 1)}…` : label);
  const labels = shown.map(({ label }) => cut(label()));
  const labelWidth = Math.max(...labels.map(({ length }) => length));
  const lines = shown.map(({ startUs, endUs }, at) => {
    const left = Math.min(column(startUs), width - 2);
    const right = Number.isFinite(endUs) ? Math.max(left + 1, column(endUs)) : width - 1;
    const bar = `|${"-".repeat(right - left - 1)}${Number.isFinite(endUs) ? "|" : ">"}`;
    return `${labels[at]?.padEnd(labelWidth)}  ${" ".repeat(left)}${bar}`;
  });
  const end = `${((toUs - fromUs) / 1000).toFixed(1)} ms`;
  const axis = `${" ".repeat(labelWidth)}  0 ms${end.padStart(width - 4)}`;
  const more = sorted.length > shown.length ? [`(${sorted.length - shown.length} more)`] : [];
  return [...lines, axis, ...more].join("\n");
};
