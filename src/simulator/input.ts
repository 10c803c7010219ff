import { isObject } from "../contract/is-object.ts";
import type { UserFields } from "./store.ts";

export type Field = keyof UserFields;
/** What a write names, as text; a field that was not sent is absent. */
export type Fields = { readonly [field in Field]?: string };

/**
 * The fields a write may set, out of whatever was sent: `id` and unknown ones are ignored. In the order of the columns, and of
 * the fields in a created user. @see facts 3.9
 */
export const columns: readonly Field[] = ["name", "email", "gender", "status"];

export type BodyInput =
  | { readonly kind: "fields"; readonly value: { readonly [key: string]: unknown } }
  | { readonly kind: "malformed" };

export const formType = "application/x-www-form-urlencoded";

/**
 * A JSON object has fields, and so has a form, where the last of one name counts and `user[name]` is a field `user`, which
 * no user has. A list, a bare value, an empty body and another media type have none. @see facts 3.10, facts 12.4
 */
export const readBody = (contentType: string | null, text: string): BodyInput => {
  if (contentType?.toLowerCase().startsWith(formType) === true) {
    return { kind: "fields", value: Object.fromEntries(new URLSearchParams(text)) };
  }
  const isJson = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType ?? "");
  if (!isJson || text.trim() === "") return { kind: "fields", value: {} };
  try {
    const value: unknown = JSON.parse(text);
    return { kind: "fields", value: isObject(value) ? value : {} };
  } catch {
    return { kind: "malformed" };
  }
};

/** Scalars are cast to text and null is blank; an object or a list is no value at all (facts 11.6, open). */
export const castValue = (value: unknown): string | undefined => {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return undefined;
};

/** Gender and status are read in any letter case and kept in lower case. @see facts 1.3 */
export const normalise = (field: Field, value: string): string =>
  field === "gender" || field === "status" ? value.toLowerCase() : value;
