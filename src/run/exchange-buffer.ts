import { curlLine } from "../client/curl.ts";
import type { Exchange } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { jsonOf, usersIn } from "../contract/own-records.ts";
import { placeOf } from "../contract/route.ts";
import { safeText } from "../contract/safe-text.ts";
import { type Clause, isOfOne, type Violation } from "../contract/verdict.ts";
import { BoundedMap } from "../model/bounded-map.ts";

/** The texts of a violation; where a rule names a place in the body, it is in them. */
type ViolationTexts = Pick<Violation, "expected" | "received">;

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
 * @internal
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

/** The exchanges of a run that findings may still need: the last few thousand. */
export interface ExchangeBuffer<Kept = Exchange> {
  put(seq: number, kept: Kept): void;
  get(seq: number): Exchange | undefined;
  /** Those sent for the same purpose, in order of sending. */
  of(purpose: string): readonly Exchange[];
}

const mostExchanges = 4000;

/**
 * @param read an exchange from what is kept of it. Text is one object where a parsed exchange is a hundred, each of which the
 *   garbage collector moves twice before it is old.
 */
export const createExchangeBuffer = <Kept>(read: (kept: Kept) => Exchange): ExchangeBuffer<Kept> => {
  const bySeq = new BoundedMap<number, Kept>(mostExchanges);
  return {
    put: (seq, kept) => {
      bySeq.set(seq, kept);
    },
    get: (seq) => {
      const kept = bySeq.get(seq);
      return kept === undefined ? undefined : read(kept);
    },
    of: (purpose) =>
      [...bySeq.values()]
        .map(read)
        .filter((exchange) => exchange.purpose === purpose)
        .sort((a, b) => a.seq - b.seq),
  };
};

const cut = (text: string, most: number) => safeText(text.length > most ? `${text.slice(0, most)}…` : text);

/**
 * `#12 A POST /users {"name":…} → 201 {"id":…}`: one exchange as one line.
 * @param violation the one that showed in this exchange, so that its place in the body is kept
 */
export const line = ({ seq, request, outcome }: Exchange, violation?: ViolationTexts): string => {
  const url = new URL(request.url);
  const path = (placeOf(url.pathname)?.path ?? url.pathname) + url.search;
  const sent = request.body === undefined || request.body === "" ? "" : ` ${cut(abridge(request.body), 180)}`;
  const came =
    outcome.kind === "failure"
      ? `no answer: ${outcome.message}`
      : `${outcome.status}${outcome.body === "" ? "" : ` ${cut(abridge(outcome.body, violation), 180)}`}`;
  return `#${seq} ${request.token} ${request.method} ${cut(path, 120)}${sent} → ${came}`;
};

/** Whether two were under way at the same time. */
export const overlap = (one: Exchange, other: Exchange): boolean =>
  one !== other && one.startUs < other.endUs && other.startUs < one.endUs;

/**
 * Exchanges as lines; those at the same time say with which others.
 * @param last where the violation showed
 */
export const linesOf = (shown: readonly Exchange[], last: Exchange | undefined, violation: ViolationTexts): string[] =>
  shown.map((each) => {
    const others = shown.filter((other) => overlap(each, other)).map(({ seq }) => `#${seq}`);
    const text = line(each, each === last ? violation : undefined);
    const mark = others.length > 2 ? `${others.length} others` : others.join(", ");
    return mark === "" ? text : text.replace(/^#\d+/, (seq) => `${seq} (together with ${mark})`);
  });

/**
 * The request of a finding as a line for a shell; empty where it shows nothing when it is sent alone: one of several would
 * meet another state, for what was made for it is deleted by then.
 */
export const curlOf = (clause: Clause, last: Exchange | undefined, shown: readonly Exchange[] = []): string =>
  last === undefined || !isOfOne(clause) || shown.length > 1 ? "" : curlLine(last.request);

/** What an exchange is about: ids, and e-mails in lower case. */
const subjects = ({ request, outcome }: Exchange): ReadonlySet<string> => {
  const found = new Set<string>();
  const id = placeOf(new URL(request.url).pathname)?.id;
  if (id !== undefined) found.add(id);
  const texts = [request.body ?? "", outcome.kind === "answer" && outcome.body.length < 2000 ? outcome.body : ""];
  for (const text of texts) {
    for (const user of usersIn(text)) {
      if (user.email !== undefined) found.add(user.email.toLowerCase());
      if (user.id !== undefined) found.add(`${user.id}`);
    }
  }
  return found;
};

/** Lines of a finding's sequence at the most, where fewer tell what happened. */
export const mostLines = 12;

/** Of the exchanges around a violation, the writes that share an id or an e-mail with it, up to where it showed. */
export const related = (around: readonly Exchange[], culprits: readonly Exchange[]): readonly Exchange[] => {
  const about = new Set(culprits.flatMap((exchange) => [...subjects(exchange)]));
  const last = Math.max(0, ...culprits.map(({ seq }) => seq));
  const writes = around.filter(
    (exchange) =>
      exchange.seq <= last &&
      exchange.request.method !== "GET" &&
      !culprits.some(({ seq }) => seq === exchange.seq) &&
      [...subjects(exchange)].some((subject) => about.has(subject)),
  );
  const room = Math.max(0, mostLines - culprits.length);
  return [...culprits, ...(room === 0 ? [] : writes.slice(-room))].sort((a, b) => a.seq - b.seq);
};
