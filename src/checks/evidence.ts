import { isUser, type User } from "../contract/document.ts";
import { safeText } from "../contract/safe-text.ts";
import type { View } from "./rule.ts";

const longest = 160;

/** A value as evidence: JSON on one line, control characters made visible, cut where it gets long. */
export const quote = (value: unknown): string => {
  const text = safeText(value === undefined ? "nothing" : JSON.stringify(value));
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
};

/** `GET /users/7 as A → 200`, what a finding calls an exchange. */
export const named = (view: View): string => `${view.operation?.method} ${view.operation?.path} as ${view.token}`;

/** The user in the body, when there is exactly one and it fits the schema; other rules speak where it does not. */
export const userIn = (view: View): User | undefined => {
  const { body } = view.answer;
  return body.kind === "json" && isUser(body.value) ? body.value : undefined;
};

/** The users of a list, when the body is an array; items that do not fit the schema are left out. */
export const usersIn = (view: View): readonly User[] | undefined => {
  const { body } = view.answer;
  return body.kind === "json" && Array.isArray(body.value) ? body.value.filter(isUser) : undefined;
};

/** A header as a whole number, or undefined when it is absent or is none. */
export const integerHeader = (view: View, name: string): number | undefined => {
  const text = view.answer.headers.get(name);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
};

/** Whether the caller is one whose token the service knows. */
export const hasToken = (view: View): boolean => view.token === "A" || view.token === "B";
