import {
  type Answer,
  type Failure,
  type Gaps,
  type Header,
  type SentRequest,
  type TokenAlias,
  tokenAliases,
} from "./exchange.ts";
import { safeText } from "./safe-text.ts";

/** Thrown when a file is not a HAR, or an entry is not one: one line that says where. */
export class HarError extends Error {
  override readonly name = "HarError";
}

export type Fields = { readonly [name: string]: unknown };

const misfit = (where: string, wanted: string, cause?: unknown): HarError =>
  new HarError(`not a usable HAR: ${where} should be ${wanted}`, { cause });

export const fieldsOf = (value: unknown, where: string): Fields => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw misfit(where, "an object");
  // Checked to be a plain object; what its fields hold is checked where they are read.
  return value as Fields;
};
export const listOf = (value: unknown, where: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw misfit(where, "a list");
  return value;
};
const textOf = (value: unknown, where: string): string => {
  if (typeof value !== "string") throw misfit(where, "a text");
  return value;
};

/** Headers that may hold a credential, and the pseudo-headers of HTTP/2, which are not headers. */
const dropped = /^(:.*|authorization|proxy-authorization|cookie|set-cookie|x-api-key)$/;

/** Recorders write numbers as they are, and null where there is nothing. */
const headerTextOf = (value: unknown, where: string): string =>
  value === undefined || value === null ? "" : typeof value === "number" ? String(value) : textOf(value, where);

const headersOf = (value: unknown, where: string): readonly Header[] =>
  (value === undefined || value === null ? [] : listOf(value, where))
    .map((item, i): Header => {
      const header = fieldsOf(item, `${where}[${i}]`);
      return [
        textOf(header.name, `${where}[${i}].name`).toLowerCase(),
        headerTextOf(header.value, `${where}[${i}].value`),
      ];
    })
    .filter(([name]) => !dropped.test(name));

/** The absolute URL of an entry without credentials, fragment, or a token in its query. */
export const urlOf = (value: unknown, where: string): URL => {
  let url: URL;
  try {
    url = new URL(textOf(value, where));
  } catch (cause) {
    throw misfit(where, "an absolute URL", cause);
  }
  url.username = "";
  url.password = "";
  url.hash = "";
  for (const name of ["access-token", "access_token", "token"]) {
    if (url.searchParams.has(name)) url.searchParams.set(name, "redacted");
  }
  return url;
};

export const methodOf = (request: Fields, where: string): string =>
  textOf(request.method, `${where}.method`).toUpperCase();

/** What the recorder says of an entry, in lower case. */
export const remarksOf = (entry: Fields): string =>
  [entry.comment, entry._note]
    .filter((text) => typeof text === "string")
    .join(" ")
    .toLowerCase();

const isCredential = (header: unknown): boolean =>
  typeof header === "object" &&
  header !== null &&
  "name" in header &&
  String(header.name).toLowerCase() === "authorization" &&
  "value" in header &&
  header.value !== "";

/** What a browser did by itself, without the service; undefined: the service answered. */
export const ofTheBrowser = (entry: Fields, response: Fields, url: URL): string | undefined => {
  if (entry._fromCache !== undefined && entry._fromCache !== null) return "served from the browser's cache";
  if (response.statusText === "Internal Redirect") return "a redirect of the browser's own";
  const secure = url.protocol === "http:" && typeof response.redirectURL === "string" ? response.redirectURL : "";
  return secure === url.href.replace(/^http:/, "https:") ? "an edge's redirect to https" : undefined;
};

/** Whether a body may have been sent that the recorder has not kept. */
export const bodyMissing = (request: Fields, method: string, body: string | undefined, remarks: string): boolean =>
  (method === "POST" || method === "PUT" || method === "PATCH") &&
  (body === undefined || body === "") &&
  request.bodySize !== 0 &&
  !/\b(empty|no) (request )?body/.test(remarks);

/**
 * Only what the recorder says outright: `_token` in files this harness wrote, or a plain remark. A redacted or missing
 * credential names nobody.
 */
export const identityOf = (entry: Fields, remarks: string): TokenAlias => {
  const alias = tokenAliases.find((known) => known === entry._token);
  if (alias !== undefined) return alias;
  if (/\bnot an? invalid/.test(remarks)) return "unknown";
  if (/(deliberately|an?) invalid (bearer )?token/.test(remarks)) return "invalid";
  const { headers } = fieldsOf(entry.request, "request");
  const named = Array.isArray(headers) && headers.some((header: unknown) => isCredential(header));
  // Whatever a remark says, a credential was sent.
  if (named) return "unknown";
  if (/no authorization header|without an? token|\banonymous:/.test(remarks)) return "anonymous";
  return "unknown";
};

const bodySent = (postData: unknown, where: string): { readonly body?: string; readonly mimeType?: string } => {
  if (postData === undefined || postData === null) return {};
  const data = fieldsOf(postData, where);
  const mimeType = typeof data.mimeType === "string" && data.mimeType !== "" ? { mimeType: data.mimeType } : {};
  if (typeof data.text === "string") return { body: data.text, ...mimeType };
  if (data.params === undefined) return mimeType;
  const form = new URLSearchParams();
  listOf(data.params, `${where}.params`).forEach((item, i) => {
    const field = fieldsOf(item, `${where}.params[${i}]`);
    form.append(textOf(field.name, `${where}.params[${i}].name`), typeof field.value === "string" ? field.value : "");
  });
  return { body: form.toString(), ...mimeType };
};

export const requestOf = (request: Fields, url: URL, token: TokenAlias, where: string): SentRequest => {
  const headers = headersOf(request.headers, `${where}.headers`);
  const { body, mimeType } = bodySent(request.postData, `${where}.postData`);
  // Some recorders keep the media type of the body and no header: without it the body could not be read.
  const typed = mimeType === undefined || headers.some(([name]) => name === "content-type");
  return {
    method: methodOf(request, where),
    url: url.href,
    headers: typed ? headers : [...headers, ["content-type", mimeType]],
    ...(body === undefined ? {} : { body }),
    token,
  };
};

const veryLong = 500_000;

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

const bodyOf = (content: Fields): { readonly text: string | undefined; readonly mangled: boolean } => {
  if (typeof content.text !== "string") return { text: undefined, mangled: false };
  if (content.encoding !== "base64") return { text: content.text, mangled: false };
  const bytes = Buffer.from(content.text, "base64");
  const text = utf8.decode(bytes);
  return { text, mangled: text.includes("\ufffd") && !bytes.includes("\ufffd") };
};

/** Browsers write 0, -1 or nothing where no answer came. */
const statusOf = (status: unknown): unknown => {
  if (status === undefined || status === null || status === -1) return 0;
  return typeof status === "string" && /^\d{3}$/.test(status) ? Number(status) : status;
};

export const outcomeOf = (
  response: Fields,
  method: string,
  remarks: string,
  where: string,
): { readonly outcome: Answer | Failure; readonly gaps: Gaps } => {
  const status = statusOf(response.status);
  if (typeof status !== "number" || !Number.isInteger(status) || status < 0 || status > 999) {
    throw misfit(`${where}.status`, "a status code");
  }
  if (status === 0) {
    // Browsers write 0 where no answer came.
    const message = typeof response._error === "string" ? safeText(response._error, 200) : "no answer was recorded";
    return { outcome: { kind: "failure", fault: "transport", message, maybeDone: true }, gaps: {} };
  }
  const headers = headersOf(response.headers, `${where}.headers`);
  const content = response.content === undefined ? {} : fieldsOf(response.content, `${where}.content`);
  const { text, mangled } = bodyOf(content);
  const bodiless = status === 204 || status === 304 || method === "HEAD";
  const { size } = content;
  // Said to be something, or of unknown size: an empty text is what was not kept.
  const emptied =
    text === "" &&
    typeof size === "number" &&
    (size !== 0 || (typeof response.bodySize === "number" && response.bodySize > 0));
  // Browsers keep the beginning of what is very long.
  const shorter = typeof size === "number" && size > veryLong && size > Buffer.byteLength(text ?? "");
  const cut = typeof content.comment === "string" && /\b(cut|truncated)\b/i.test(content.comment);
  const lost = text === undefined || emptied || shorter || cut;
  return {
    // A browser shows the copy it had beside a 304, which has no body.
    outcome: {
      kind: "answer",
      status,
      headers,
      body: status === 304 ? "" : (text ?? ""),
      ...(mangled ? { mangled } : {}),
    },
    gaps: {
      ...(headers.length === 0 || /headers (were )?not (recorded|kept)/.test(remarks) ? { headers: true } : {}),
      ...((lost && !bodiless) || /abridged|headers only/.test(remarks) ? { body: true } : {}),
    },
  };
};

export interface Times {
  /** Since 1970; undefined where the entry has no date that can be read. */
  readonly startMs: number | undefined;
  /** Undefined where the date has whole seconds only: then just the order means anything. */
  readonly tookMs: number | undefined;
  /** The recorder's own monotonic times, µs, in archives of ours; a date has whole milliseconds only. */
  readonly exactUs: { readonly start: number; readonly end: number } | undefined;
}

/** Where a recorder gives no duration, as for what was broken off: any end is possible up to a browser's own patience. */
const longestMs = 300_000;

const isTime = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

export const timesOf = (entry: Fields): Times => {
  const text = typeof entry.startedDateTime === "string" ? entry.startedDateTime : "";
  // A date without a zone is read as UTC: the same file must read the same on every machine.
  const zoned = /T.*(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`;
  const parsed = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(zoned) : Number.NaN;
  const digits = /:\d\d\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const timed = typeof entry.time === "number" && entry.time >= 0;
  // A date is cut off after its last digit: the end may be that much later.
  const tookMs = (timed ? Number(entry.time) : longestMs) + 10 ** (3 - Math.min(digits, 6));
  const { _startUs: start, _endUs: end } = entry;
  const exact = isTime(start) && isTime(end) && start <= end;
  return {
    exactUs: exact ? { start, end } : undefined,
    startMs: Number.isFinite(parsed) ? parsed : undefined,
    tookMs: digits > 0 && Number.isFinite(parsed) ? tookMs : undefined,
  };
};
