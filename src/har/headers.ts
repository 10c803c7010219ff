import type { Header } from "../contract/exchange.ts";
import { isCredentialHeader, isCredentialName } from "../contract/secrets.ts";
import { fieldsOf, listOf, textOf } from "./fields.ts";

/** What people and tools put where they took something out. */
const plain = "redacted|removed|masked|sanitized|sanitised|scrubbed|censored|anonymized|anonymised|omitted";
const marked = `${plain}|hidden|filtered|stripped|elided|secret|private|truncated|token|your[_ -]?token|e-?mail|uuid|pii`;

/** `<redacted>`, `[REMOVED BY x]`, `{{token}}`. */
const inside = `[^<>[\\](){}"]{0,40}`;
const bracketed = new RegExp(
  `[<[({]{1,2}\\s*(?:(?:${marked})\\b${inside}|${inside}\\b(?:${plain})\\s*)[>\\])}]{1,2}`,
  "i",
);
/** `REDACTED`, `__MASKED__`, `REMOVED_EMAIL`, `email-redacted`, blocks. */
const inPlace = `_{0,2}(?:${plain})_{0,2}|(?:${plain})(?:[_-]\\w+){1,3}|(?:\\w+[_-]){1,3}(?:${plain})|•{3,}|█+|…|\\.{3}`;
const alone = new RegExp(`^\\s*(?:${inPlace})\\s*$`, "i");
const quoted = new RegExp(`"(?:${inPlace})"(?!\\s*:)`, "i");
/** A whole value of one sign: no header has one, and whoever filters by one looks for nothing. */
const ofOneSign = /^\s*(?:x{3,}|\*{2,}|#{3,}|█+)\s*$/i;
/** No header's value ends so: it was shortened. */
const cut = /(?:\.{3}|…)\s*$/;
/** What stands in the place of a UUID. */
const noId = /^0{8}(?:-0{4}){3}-0{12}$/;
const starred = /\*{3,}/;

/** Whether a header's value is not what was sent: nothing may be concluded from it. */
const isRedactedValue = (text: string): boolean =>
  [alone, bracketed, starred, cut, noId, ofOneSign].some((form) => form.test(text));

/** Whether a body, or a text in it, is not what was sent. */
export const isRedactedBody = (text: string): boolean =>
  alone.test(text) || bracketed.test(text) || quoted.test(text) || starred.test(text);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/**
 * Whether an address is not the one that was requested, as `/users/<redacted>` or `/users/{id}`. Asterisks alone are a bad
 * id that people try (facts 3.3).
 */
export const isRedactedUrl = ({ pathname, searchParams }: URL): boolean =>
  pathname
    .split("/")
    .map(decode)
    .some(
      (part) => alone.test(part) || bracketed.test(part) || /^(?:\{\w+\}|:[a-z]\w*|(?:user_?)?id|x{3,})$/i.test(part),
    ) ||
  [...searchParams].some(
    ([name, value]) =>
      !isCredentialName(name) &&
      [name, value].some((text) => alone.test(text) || bracketed.test(text) || ofOneSign.test(text)),
  );

/**
 * Whether an id is what people put in its place: `<id>`, `***`, `${userId}`, `__ID__`. They try such ids as well, so that only
 * an answer as to a real one tells.
 */
export const isPlaceholder = ({ pathname }: URL): boolean =>
  pathname
    .split("/")
    .map(decode)
    .some((part) => noId.test(part) || /[<>[\]{}$#*█•]|^__\w+__$|^x{3,}$/i.test(part));

/** Whether the query holds a credential, or did before it was masked. */
export const hasCredential = ({ searchParams }: URL): boolean =>
  [...searchParams.keys()].some((name) => isCredentialName(name));

/** Headers that may hold a credential, and the pseudo-headers of HTTP/2, which are not headers. */
const isDropped = (name: string) => name === "" || name.startsWith(":") || isCredentialHeader(name);

/** Recorders write numbers as they are, and null where there is nothing; undefined: it is no header's value. */
const headerTextOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
};

interface KeptHeaders {
  readonly headers: readonly Header[];
  /** Some were left out: they are redacted, or no headers. */
  readonly partial: boolean;
}

export const headersOf = (value: unknown, where: string): KeptHeaders => {
  const items = value === undefined || value === null ? [] : listOf(value, where);
  const headers: Header[] = [];
  let partial = false;
  for (const [i, item] of items.entries()) {
    const header = fieldsOf(item, `${where}[${i}]`);
    const name = textOf(header.name, `${where}[${i}].name`).trim().toLowerCase();
    if (isDropped(name)) continue;
    // Browsers put the values of one name together, a line each.
    for (const text of headerTextOf(header.value)?.split(/\r?\n/) ?? [undefined])
      if (text === undefined || isRedactedValue(text)) partial = true;
      else headers.push([name, text]);
  }
  return { headers, partial };
};

/** What any script may read of an answer (Fetch standard), and what a service may let it read. */
export const scriptMayRead =
  /^(?:cache-control|content-(?:language|length|type)|expires|last-modified|pragma|etag|link|location|retry-after|x-request-id|x-(?:pagination|links|ratelimit|simulated)-.*)$/;

/** Whether it is surely more than what a script in a page was shown of the headers. */
export const looksWhole = (headers: readonly Header[]): boolean => headers.some(([name]) => !scriptMayRead.test(name));
