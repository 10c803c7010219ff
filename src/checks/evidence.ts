import type { User } from "../contract/document.ts";
import { headerOf, isBudgetHeader, rateLimitHeaders, wholeNumberIn } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { type Observation, type ObservedRequest, userOf, usersOf } from "../contract/observation.ts";
import type { UserField } from "../contract/resources.ts";
import { safeText } from "../contract/safe-text.ts";
import { mustSeeAliveBut } from "../model/belief.ts";
import type { View } from "./rule.ts";

const longest = 160;

/** A text this long inside a value would leave no room for what stands beside it. */
const longInside = 60;

const json = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === "string" && inner.length > longInside ? `${inner.slice(0, longInside)}…` : inner,
      );

/** A value as evidence: JSON on one line, control characters made visible, cut where it gets long. */
export const quote = (value: unknown): string => {
  const text = safeText(value === undefined ? "nothing" : json(value));
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
};

/** Whether a header that is not there was not sent: recordings may lack some, or all, and boxes write over some. */
export const wasKept = ({ answer, exchange: { gaps } }: View, key: string): boolean =>
  gaps?.headers !== true &&
  gaps?.headersKept?.has(key) !== false &&
  !(answer.budgetIsForeign === true && isBudgetHeader(key));

/** `GET /users/7 as A → 200`, what a finding calls an exchange. */
export const named = (view: View): string => `${view.operation?.method} ${view.operation?.path} as ${view.token}`;

/** The user in the body, when there is exactly one and it fits the schema; other rules speak where it does not. */
export const userIn = ({ answer: { body } }: View): User | undefined => userOf(body);

/** The users of a list, when the body is an array; items that do not fit the schema are left out. */
export const usersIn = ({ answer: { body } }: View): readonly User[] | undefined => usersOf(body);

/** The id that the service gave an answer; a caller's own comes back as it was sent. */
export const requestIdOf = ({ answer, sent }: Pick<Observation, "answer" | "sent">): string | undefined =>
  headerOf(sent.request, "x-request-id") === undefined ? answer?.headers.get("x-request-id") : undefined;

/** A header as a whole number, or undefined when it is absent or is none. */
export const integerHeader = (view: View, name: string): number | undefined =>
  wholeNumberIn(view.answer.headers.get(name));

/** The record of any resource in an answer: what is a JSON object with a whole number for an id. */
export const recordIn = ({
  answer: { body },
}: View): { readonly id: number; readonly [field: string]: unknown } | undefined => {
  if (body.kind !== "json" || !isObject(body.value)) return undefined;
  const { id } = body.value;
  return typeof id === "number" && Number.isSafeInteger(id) ? { ...body.value, id } : undefined;
};

/** Whether the query carries a token, or what may be taken for one (facts 12.10, open): then the caller is unknown. */
export const hasQueryToken = ({ query }: ObservedRequest): boolean =>
  query.has("access-token") || query.has("access_token");

/** Whether the answer may be in XML, which only says so in another way. @see facts 6.8 */
export const asksForXml = ({ sent: { request } }: ObservedRequest): boolean =>
  /\.xml$/i.test(new URL(request.url).pathname) || /\bxml\b/i.test(headerOf(request, "accept") ?? "");

/** Whether the caller is one whose token the service knows. */
export const hasToken = (view: View): boolean => view.token === "A" || view.token === "B";

/**
 * Whether a valid token was there: the caller is known, or the answer shows what only a valid token gets, though a recording
 * does not name the account. @see facts 7.2
 */
export const provesToken = (view: View): boolean => {
  if (view.token !== "unknown") return hasToken(view);
  const { status, headers, body } = view.answer;
  if (rateLimitHeaders.some((name) => headers.has(name))) return true;
  const message = body.kind === "json" && isObject(body.value) && "message" in body.value;
  return status === 429 && message;
};

/** The items of a 422 as far as they have the documented shape; undefined when the body is no list. */
export const fieldErrorsIn = (
  view: View,
): readonly { readonly field: string; readonly message: string }[] | undefined => {
  const { body } = view.answer;
  if (view.answer.status !== 422 || body.kind !== "json" || !Array.isArray(body.value)) return undefined;
  return body.value.flatMap((item: unknown) => {
    if (!isObject(item)) return [];
    const { field, message } = item;
    return typeof field === "string" && typeof message === "string" ? [{ field, message }] : [];
  });
};

/** Whether the 422 says of this field that its value is in use. */
export const saysTaken = (view: View, field: UserField): boolean =>
  fieldErrorsIn(view)?.some((error) => error.field === field && error.message.includes("taken")) === true;

/**
 * The refused create, if it is the only request that ever tried this e-mail of ours; undefined where another create of it is in flight
 * or was never answered, for then there may be a user after all.
 */
export const onlyRefused = (
  view: View,
  email: string,
): { readonly seq: number; readonly status: number | undefined } | undefined => {
  const { world, sent, endUs, seq } = view;
  const refusal = world.emails.refused(email);
  if (refusal === undefined || !world.isOurs(email)) return undefined;
  const free = world.emails.state(email, sent.startUs, endUs, { seq }) === "free";
  return free && world.emails.unresolved(email) === undefined ? refusal : undefined;
};

/** Whether the path names a record that certainly is the caller's own and alive for as long as the request took. */
export const ownAlive = (view: View): boolean =>
  view.belief !== undefined &&
  view.visibility === "yes" &&
  mustSeeAliveBut(view.belief, view.seq, view.sent.startUs, view.endUs);

/** Whether nothing but the operation itself decides the answer: no limiter, no server error, no refused token. */
export const decided = (view: View): boolean => {
  const { status } = view.answer;
  return status !== 429 && status !== 401 && status < 500;
};

/** Whether the model is sure that every value sent is valid. */
export const surelyValid = (view: View): boolean => {
  const prediction = view.prediction;
  return (
    prediction !== undefined &&
    prediction.unknown === undefined &&
    prediction.errors.length === 0 &&
    prediction.open.size === 0
  );
};

const longestDelayMs = 5000;

/** How long the service owes it to hold an answer to `?delay=` back, ms; 0: a bad value. Undefined: no source has such a value. @see facts 8.4 */
export const delayMsOf = (text: string): number | undefined => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Math.min(longestDelayMs, Number(text));
  return text === "0" || text === "" || /^(-\d+|[a-z]+)$/i.test(text) ? 0 : undefined;
};

/** Whether two JSON values are the same, whatever the order of their keys. */
export const sameJson = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key)));
};
