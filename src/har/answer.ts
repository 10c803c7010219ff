import { type Answer, type Failure, type Gaps, headerOf } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { safeText } from "../contract/safe-text.ts";
import { bodyTextOf } from "./body.ts";
import { type Fields, fieldsOf, misfit } from "./fields.ts";
import { headersOf, isRedactedBody, looksWhole } from "./headers.ts";
import { isLossy, isMisread, type Recorder } from "./recorder.ts";

/** What recorders write in the place of a status where no answer came: 0, a negative number, nothing; or an interim one. */
const statusOf = (status: unknown, where: string): number => {
  if (status === undefined || status === null || status === "") return 0;
  const text = typeof status === "string" ? /^\s*(-?\d{1,3})(?:\s|$)/.exec(status)?.[1] : undefined;
  const number = text === undefined ? status : Number(text);
  if (typeof number !== "number" || !Number.isInteger(number) || number > 999 || (number > 0 && number < 100))
    throw misfit(where, "a status code", status);
  return number < 200 ? 0 : number;
};

const errorNames = ["_error", "_errorMessage", "_errorText", "_failureText", "error"];

/** Why a browser or a proxy says that the exchange broke off; undefined: it does not say so. */
const errorIn = (entry: Fields, response: Fields): string | undefined => {
  const words = [response, entry].flatMap((part) => errorNames.map((name) => part[name]));
  const text = words.find((word) => typeof word === "string" && word.trim() !== "");
  if (typeof text === "string") return text;
  return [response, entry].some(({ _aborted, _wasAborted }) => _aborted === true || _wasAborted === true)
    ? "aborted"
    : undefined;
};

const failed = (message: string, partial?: Answer): Failure => {
  // Files of ours name the kind.
  const [, kind, rest] = /^(transport|time|aborted): (.*)$/s.exec(message) ?? [];
  const fault = kind === "time" || kind === "aborted" ? kind : "transport";
  const failure: Failure = { kind: "failure", fault, message: safeText(rest ?? message, 200), maybeDone: true };
  return partial === undefined ? failure : { ...failure, partial };
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** What recorders write in the place of a body that they have not kept. */
const noBody =
  /^\W*(?:binary data|failed to load response data|no (?:response )?(?:body|data|content)\b|(?:response )?(?:body|content|data) (?:is |was )?(?:too (?:large|big|long)|not (?:available|kept|recorded|captured)|omitted|discarded|skipped|unavailable))[^{}]{0,80}$/i;

/** What recorders write where an answer that has no body has none. */
const noneAtAll = /^\s*(?:[<([]?(?:null|undefined|none|nil|empty|no content)[>)\]]?)?\s*$/i;

/** Where a recorder stops to keep a body, in characters. */
export interface BodyLimit {
  readonly longest: number;
  /** No answer of the file has a body, of several that should. */
  readonly none: boolean;
}

/**
 * What a file shows of a limit that its recorder put to bodies and does not mention: those it cut are all of one length,
 * and none is longer. One alone shows it where the length is a round number.
 */
export const limitOf = (responses: readonly Fields[]): BodyLimit => {
  const texts = responses.map(({ content }) =>
    isObject(content) && typeof content.text === "string" && content.encoding === undefined ? content.text : "",
  );
  const longest = texts.reduce((most, { length }) => Math.max(most, length), 0);
  const cut = texts.filter((text) => text.length === longest && /^\s*[[{]/.test(text) && !isJson(text)).length;
  const isRound = longest > 0 && (longest % 512 === 0 || longest % 1000 === 0);
  const due = responses.filter(({ status }) => Number(status) === 200 || Number(status) === 201).length;
  return {
    longest: cut > 1 || (cut === 1 && isRound) ? longest : Number.POSITIVE_INFINITY,
    none: due > 1 && responses.every(({ content }) => !isObject(content) || (content.text ?? "") === ""),
  };
};

const veryLong = 500_000;

/** Of a stated or an unknown size: an empty text then means that it was not kept. */
const wasEmptied = (text: string, { size }: Fields, { bodySize }: Fields): boolean =>
  text === "" && typeof size === "number" && (size !== 0 || (typeof bodySize === "number" && bodySize > 0));

/** What tools put where they cut a body; no service ends its JSON so. */
const cutMark = /(?:truncated|\bcut off\b|\bmore (?:bytes|characters|chars)\b|…|\.{3})[^"{}]{0,60}$/i;

/** Browsers keep the beginning of what is very long, and other tools say so, or leave the size as it was. */
const wasShortened = (text: string, { size, comment }: Fields, lengthSent: number): boolean => {
  if (typeof comment === "string" && /\b(cut|truncated)\b/i.test(comment)) return true;
  if (cutMark.test(text.slice(-120)) && !isJson(text)) return true;
  const most = Math.max(typeof size === "number" ? size : 0, lengthSent);
  if (most <= Buffer.byteLength(text)) return false;
  return most > veryLong || (/^\s*[[{]/.test(text) && !isJson(text));
};

/** An answer, or the failure in its place, with what the recorder left out of it. */
export const outcomeOf = (
  entry: Fields,
  response: Fields,
  { method, remarks }: { readonly method: string; readonly remarks: string },
  { ours, attached, limit }: Recorder & { readonly limit: BodyLimit },
  where: string,
): { readonly outcome: Answer | Failure; readonly gaps: Gaps } => {
  const status = statusOf(response.status, `${where}.status`);
  const error = errorIn(entry, response);
  if (status === 0) return { outcome: failed(error ?? "no answer was recorded"), gaps: {} };
  const { headers, partial } = headersOf(response.headers, `${where}.headers`);
  const content =
    response.content === undefined || response.content === null ? {} : fieldsOf(response.content, `${where}.content`);
  const coding = headerOf({ headers }, "content-encoding");
  const length = coding === undefined ? headerOf({ headers }, "content-length") : undefined;
  const { text, mangled } = bodyTextOf(content, attached, coding);
  const misread = !ours && text !== undefined && !mangled && (isMisread(text) || isLossy(text, Number(length ?? 0)));
  const bodiless = status === 204 || status === 304 || method === "HEAD";
  const partialHeaders =
    partial || (!ours && !looksWhole(headers)) || /headers (were )?not (recorded|kept)/.test(remarks);
  const gone =
    text === undefined ||
    (limit.none && text === "") ||
    (!ours && noBody.test(text)) ||
    (text.length === limit.longest && !isJson(text)) ||
    wasEmptied(text, content, response) ||
    wasShortened(text, content, Number(length ?? 0)) ||
    misread;
  const redacted = !ours && text !== undefined && isRedactedBody(text);
  const unlike = gone || redacted;
  const isNone = !ours && text !== undefined && noneAtAll.test(text);
  const answer: Answer = {
    kind: "answer",
    status,
    headers,
    // A browser shows the copy it had beside a 304, which has no body.
    body: status === 304 || misread || redacted || (bodiless && (gone || isNone)) ? "" : (text ?? ""),
    ...(mangled ? { mangled } : {}),
  };
  const gaps: Gaps = {
    ...(partialHeaders ? { headers: true } : {}),
    ...((unlike && !bodiless) || /abridged|headers only/.test(remarks) ? { body: true } : {}),
  };
  return error === undefined ? { outcome: answer, gaps } : { outcome: failed(error, answer), gaps };
};
