import { isObject } from "../contract/is-object.ts";

/** Thrown when a file is not a HAR, or an entry is not one: one line that says where. */
export class HarError extends Error {
  override readonly name = "HarError";
}

export type Fields = { readonly [name: string]: unknown };

const kindOf = (value: unknown): string => {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "string" ? "a text" : typeof value === "object" ? "an object" : `a ${typeof value}`;
};

/** Names the kind of what is there, never the value: it may be a credential. */
export const misfit = (where: string, wanted: string, value: unknown): HarError => {
  const mend = where.startsWith("log.entries[") ? "mend that entry or take it out" : "export the traffic as HAR 1.2";
  return new HarError(`not a usable HAR: ${where} should be ${wanted} and is ${kindOf(value)}; ${mend}`);
};

export const fieldsOf = (value: unknown, where: string): Fields => {
  if (!isObject(value)) throw misfit(where, "an object", value);
  return value;
};
export const listOf = (value: unknown, where: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw misfit(where, "a list", value);
  return value;
};
export const textOf = (value: unknown, where: string): string => {
  if (typeof value !== "string") throw misfit(where, "a text", value);
  return value;
};
