import type { Bound, Statistic } from "./scenario.ts";

/** A comparison as k6 writes it (`p(95)<300`) or as reports do (`accepted p95 ≤ 300 ms`). */
export interface Expression {
  /** What stands before the statistic: "paced: accepted"; empty where k6's key says it. */
  readonly subject: string;
  readonly statistic: Statistic | "count" | "rate" | undefined;
  readonly limit: number;
  /** As written: ms, s, %, requests, requests/s, or empty. */
  readonly unit: string;
  /** The bound for a limit in the unit that the figure has. */
  readonly boundAt: (limit: number) => Bound;
}

const pattern = /^(.*?)\s*(<=|>=|≤|≥|<|>)\s*(\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})\s*(ms|s|%|requests\/s|requests?|)$/su;
const statistics =
  /^(.*?)(?:(?<![\w.])(avg|min|med|max|count|rate)|(?<![\w.])p(?:\((\d{1,3}(?:\.\d{1,6})?)\)|(\d{1,3}(?:\.\d{1,6})?)))$/s;

/** Undefined where it is none, as where it compares with anything but <, <=, > and >=. */
export const parseExpression = (text: string): Expression | undefined => {
  const [whole, left, sign = "", number, unit = ""] = pattern.exec(text.trim()) ?? [];
  if (whole === undefined || left === undefined) return undefined;
  const [found, subject = left, word, inBrackets, bare] = statistics.exec(left) ?? [];
  const percent = inBrackets ?? bare;
  if (percent !== undefined && Number(percent) > 100) return undefined;
  // The pattern's own alternatives.
  const statistic = found === undefined ? undefined : ((word ?? `p${Number(percent)}`) as Expression["statistic"]);
  const strict = sign === "<" || sign === ">" ? { strict: true as const } : {};
  return {
    subject: subject.trim(),
    statistic,
    limit: Number(number),
    unit: unit === "request" ? "requests" : unit,
    boundAt: (limit) => ("<≤".includes(sign.charAt(0)) ? { most: limit, ...strict } : { least: limit, ...strict }),
  };
};
