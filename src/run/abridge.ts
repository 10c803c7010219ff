import { isObject } from "../contract/is-object.ts";
import { jsonOf } from "../contract/seen-users.ts";
import type { Violation } from "../contract/verdict.ts";

/** The texts of a violation; where a rule names a place in the body, it is in them. */
export type ViolationTexts = Pick<Violation, "expected" | "received">;

/** Longer texts inside a body are cut: they would push the field that matters out of the line. */
const longText = 40;

const shortened = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "string" && inner.length > longText ? `${inner.slice(0, longText - 8)}…` : inner,
  ) ?? "";

/** The row that a violation names: by its place ("/57/gender must …"), by its id, or by a field it quotes ('gender "male"'). */
const rowOf = (rows: readonly unknown[], { expected, received }: ViolationTexts): number => {
  const pointer = /^\/(\d+)\b/.exec(received)?.[1];
  if (pointer !== undefined) return Number(pointer) < rows.length ? Number(pointer) : -1;
  const numbers = new Set(`${received} ${expected}`.match(/\d{3,}/g));
  const byId = rows.findIndex((row) => isObject(row) && numbers.has(String(row.id)));
  if (byId !== -1) return byId;
  const [, field = "", value = ""] = /^(\w+) ("(?:[^"\\]|\\.)*"|\d+|null|true|false)/.exec(received) ?? [];
  return rows.findIndex((row) => isObject(row) && Object.hasOwn(row, field) && JSON.stringify(row[field]) === value);
};

/**
 * A body as one short line: long texts inside it shortened, and of a list the row that a violation names, so that
 * a cut does not take away just what is wrong. What is no JSON stays as it is.
 */
export const abridge = (text: string, violation?: ViolationTexts): string => {
  const value = jsonOf(text);
  if (typeof value !== "object" || value === null) return text;
  if (!Array.isArray(value) || violation === undefined) return shortened(value);
  const at = rowOf(value, violation);
  if (at <= 0) return shortened(value);
  const after = value.length - at - 1;
  return `[… ${at} before, ${shortened(value[at])}${after === 0 ? "" : `, … ${after} after`}]`;
};
