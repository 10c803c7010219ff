import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { type Answer, type Failure, headerOf, type SentRequest } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { usersIn } from "../contract/own-records.ts";
import { placeOf } from "../contract/route.ts";
import type { Attached } from "./body.ts";
import type { Fields } from "./fields.ts";

/** What is known of whoever wrote a file. */
export interface Recorder {
  /** This harness, which keeps everything and redacts nothing but credentials. */
  readonly ours: boolean;
  /** No entry is missing: by the numbers that this harness gave them. */
  readonly unbroken: boolean;
  /** It makes its requests anew when it exports: templates give other values than were sent, and dates are the export's. */
  readonly rendersAnew: boolean;
  readonly attached: Attached;
}

const nameIn = (tool: unknown): string => (isObject(tool) && typeof tool.name === "string" ? tool.name : "");

const isOurs = (entry: unknown): boolean => isObject(entry) && "_token" in entry && typeof entry._seq === "number";

/** When each numbered entry began; undefined: one number is on two exchanges, as where two files were merged. */
const numbered = (entries: readonly unknown[]): ReadonlyMap<unknown, unknown> | undefined => {
  const starts = new Map<unknown, unknown>();
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const { _seq, _startUs } = entry;
    if (starts.has(_seq) && starts.get(_seq) !== _startUs) return undefined;
    starts.set(_seq, _startUs);
  }
  return starts;
};

export const recorderOf = ({ creator }: Fields, entries: readonly unknown[], attached: Attached): Recorder => {
  const numbers = nameIn(creator) === "gorest-harness" && entries.every(isOurs) ? numbered(entries) : undefined;
  return {
    ours: numbers !== undefined,
    unbroken: numbers !== undefined && Array.from(numbers.keys(), Number).every((n) => n >= 1 && n <= numbers.size),
    rendersAnew: /\binsomnia\b/i.test(nameIn(creator)),
    attached,
  };
};

const pages = new Set(["page", "per_page"]);

/**
 * Why an address that was rendered anew at export may not be the one that was requested; undefined: it agrees with its
 * answer.
 */
export const renderedOtherwise = (url: URL, { method }: SentRequest, outcome: Answer | Failure): string | undefined => {
  const why = "its address was rendered anew at export";
  if ([...url.searchParams.keys()].some((name) => !pages.has(name))) return why;
  if (outcome.kind !== "answer") return undefined;
  const header = (name: string) => headerOf(outcome, name);
  for (const [name, stated] of [
    ["page", header("x-pagination-page")],
    ["per_page", header("x-pagination-limit")],
  ] as const)
    if (stated !== undefined && url.searchParams.has(name) && url.searchParams.get(name) !== stated) return why;
  const place = placeOf(url.pathname);
  // Below a parent the id is the parent's.
  const requested = place?.template.endsWith("}") === true ? place.id : undefined;
  const shown = requested === undefined || method === "POST" ? undefined : usersIn(outcome.body)[0]?.id;
  return shown === undefined || String(shown) === requested ? undefined : why;
};

/** Character sets that tools take for a body's own, a byte a character. */
const labels = ["windows-1252", "iso-8859-15", "windows-1250", "windows-1251", "macintosh"];
const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** The byte each character was read from. */
const bytesOf: readonly ReadonlyMap<string, number>[] = [
  new Map([...allBytes].map((byte) => [String.fromCharCode(byte), byte])),
  ...labels.map((label) => new Map([...new TextDecoder(label).decode(allBytes)].map((char, byte) => [char, byte]))),
];

/**
 * Whether a text is UTF-8 that a recorder read by another character set: "ZoÃ«" for "Zoë". Every character is then one
 * byte, and those bytes are UTF-8, as a text meant so hardly ever is.
 */
export const isMisread = (text: string): boolean => {
  const high = text.match(/[^\0-\x7f]+/g);
  if (high === null) return false;
  const characters = new Set(high.join(""));
  return bytesOf.some((bytes) => {
    for (const character of characters) if (!bytes.has(character)) return false;
    return high.every((run) => isUtf8(Buffer.from([...run].map((character) => bytes.get(character) ?? 0))));
  });
};

/**
 * Whether characters were lost where a text was read: a replacement character stands for them, or a question mark in a text
 * that was longer when it was sent.
 * @param lengthSent the bytes of the body, not compressed; 0: unknown
 */
export const isLossy = (text: string, lengthSent = 0): boolean =>
  text.includes("\ufffd") || (text.includes("?") && lengthSent > Buffer.byteLength(text));

/** Variables of Postman, JMeter, Hoppscotch and Karate, which are filled in as a request is sent. */
const variables = /\{\{[^{}"]+\}\}|\$\{[^{}"]+\}|<<[^<>"]+>>|#\([^()"]+\)/g;

const flat = (text = ""): string => text.replace(/[^\0-\x7f]+|\?+/g, "?");

/**
 * Whether an answer shows that a request was sent with another body than stands in the file: its variables were filled in, or
 * its letters were lost.
 */
export const wasSentOtherwise = ({ body = "" }: SentRequest, outcome: Answer | Failure): boolean => {
  const shown = outcome.kind === "answer" ? outcome.body : "";
  if (body.match(variables)?.some((variable) => !shown.includes(variable)) === true) return true;
  if (!body.includes("?")) return false;
  const [sent, made] = [usersIn(body)[0]?.name, usersIn(shown)[0]?.name];
  return sent !== undefined && sent !== made && flat(sent) === flat(made);
};

/** Users of one e-mail from which on it stands in the place of theirs: fewer are a fault of the service. */
const mostSharing = 5;

/** Whether all users that are shown have one e-mail, as where a tool put one in the place of all. */
export const isOneEmail = (outcomes: readonly (Answer | Failure)[]): boolean => {
  const users = outcomes.flatMap((outcome) => (outcome.kind === "answer" ? usersIn(outcome.body) : []));
  const known = users.filter(({ id, email }) => id !== undefined && email !== undefined);
  const emails = new Set(known.map(({ email }) => email));
  return emails.size === 1 && new Set(known.map(({ id }) => id)).size >= mostSharing;
};

/** Answers whose tag says nothing of their body: fewer are a fault of the service. */
const leastOther = 3;
/** And they are so great a part of all that have a tag. */
const leastShare = 0.3;

const tagOf = (body: string): string => createHash("sha256").update(body).digest("hex").slice(0, 32);

const fields = ["id", "name", "email", "gender", "status"];
const inOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const known = fields.filter((name) => name in value);
  return Object.fromEntries(
    [...known, ...Object.keys(value).filter((name) => !known.includes(name))].map((name) => [name, value[name]]),
  );
};

/** A body as it is, and as the service would have written the same. @see facts 1.4 */
const writings = (body: string): readonly string[] => {
  try {
    const value: unknown = JSON.parse(body);
    return [body, JSON.stringify(value), JSON.stringify(inOrder(value))];
  } catch {
    return [body];
  }
};

/** Whether an answer's body is what its headers say it is; undefined: they do not say. @see facts 6.2 */
const fits = (outcome: Answer | Failure): boolean | undefined => {
  if (outcome.kind === "failure" || outcome.status >= 300 || outcome.body === "") return undefined;
  const tag = /^W\/"([0-9a-f]{32})"$/.exec(headerOf(outcome, "etag") ?? "")?.[1];
  return tag === undefined ? undefined : writings(outcome.body).some((text) => tagOf(text) === tag);
};

/**
 * Whether what stands in a file was replaced by something else after it was recorded, as a tool does that makes names and ids
 * anonymous: a tag is the hash of the body it was sent with, and these bodies are others. Then no text in it is what was sent.
 */
export const isAltered = (outcomes: readonly (Answer | Failure)[]): boolean => {
  const said = outcomes.map(fits).filter((word) => word !== undefined);
  const others = said.filter((word) => !word).length;
  return others >= leastOther && others >= leastShare * said.length;
};
