import type { User } from "../../contract/document.ts";
import { type UserField, users } from "../../contract/resources.ts";

/** Whether a value passes a filter: certainly, certainly not, or an open question. */
export type Match = "yes" | "no" | "open";

export type FilterField = UserField | "id";
export const filterFields: readonly FilterField[] = ["id", "name", "email", "gender", "status"];

// Without ASCII only, what a database takes for the same letter is its own affair (é and e, ß and ss).
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII itself
const ascii = /^[\x00-\x7f]*$/;
const lowerAscii = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const contains = (text: string, value: string): Match => {
  // Empty filters, and what % _ \ mean in one, are open questions (facts 11.9).
  if (text === "" || text.includes("\\") || text.includes("\0")) return "open";
  const there = lowerAscii(value).includes(lowerAscii(text));
  // A wildcard stands for itself too, so what contains the text as it is matches either way.
  if (there) return "yes";
  if (/[%_]/.test(text) || text !== text.trim()) return "open";
  return ascii.test(text) && ascii.test(value) ? "no" : "open";
};

const equalsEnum = (text: string, value: string, values: readonly string[]): Match => {
  if (text === "" || text !== text.trim()) return "open";
  if (values.includes(text)) return text === value ? "yes" : "no";
  const folded = lowerAscii(text);
  // In another letter case it may match like the lower-case one, or no user.
  if (values.includes(folded)) return folded === value ? "open" : "no";
  // A value outside the list matches no user; a number might be read as a place in it.
  return /^\w*[A-Za-z]/.test(text) || /^[-A-Za-z]+$/.test(text) ? "no" : "open";
};

const equalsId = (text: string, id: number): Match => {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text) === id ? "yes" : "no";
  // `id=s` matches no user; what begins like a number may be read as one.
  return /^[A-Za-z]/.test(text) ? "no" : "open";
};

/** Whether a user with this value of the field passes the filter. @see facts 5.10, facts 5.11; open: facts 11.9 */
export const matchOne = (field: FilterField, text: string, value: string | number): Match => {
  if (field === "id") return equalsId(text, Number(value));
  const { values } = users.fields[field];
  return values === undefined ? contains(text, String(value)) : equalsEnum(text, String(value), values);
};

/** The filter a shown user certainly fails, or undefined. */
export const failedFilter = (
  user: User,
  filters: readonly (readonly [FilterField, string])[],
): readonly [FilterField, string] | undefined =>
  filters.find(([field, text]) => matchOne(field, text, user[field]) === "no");
