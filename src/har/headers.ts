import type { Header } from "../contract/exchange.ts";
import { isCredentialHeader } from "../contract/secrets.ts";
import { fieldsOf, listOf, textOf } from "./fields.ts";
import { isRedactedValue } from "./redacted.ts";

/** Headers that may hold a credential, and the pseudo-headers of HTTP/2, which are not headers. */
const isDropped = (name: string) => name === "" || name.startsWith(":") || isCredentialHeader(name);

/** Recorders write numbers as they are, and null where there is nothing; undefined: it is no header's value. */
const headerTextOf = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" ? value : undefined;
};

export interface KeptHeaders {
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
    const text = headerTextOf(header.value);
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
