import {
  type Answer,
  type Failure,
  type Gaps,
  type SentRequest,
  type TokenAlias,
  tokenAliases,
} from "../contract/exchange.ts";
import { safeText } from "../contract/safe-text.ts";
import { bodyTextOf } from "./body.ts";
import { type Fields, fieldsOf, listOf, misfit, textOf } from "./fields.ts";
import { headersOf, looksWhole } from "./headers.ts";
import { credentialNames, isRedactedBody } from "./redacted.ts";

/** The absolute URL of an entry without credentials, fragment, or a token in its query; undefined where it is none. */
export const urlOf = (value: unknown, where: string): URL | undefined => {
  const text = value === undefined || value === null ? "" : textOf(value, where);
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.username = "";
  url.password = "";
  url.hash = "";
  for (const name of credentialNames) {
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
  if (/no authorization header|sent without an? (?:bearer )?token|\banonymous:/.test(remarks)) return "anonymous";
  return "unknown";
};

interface KeptRequestBody {
  readonly body?: string;
  readonly mimeType?: string;
}

const bodySent = (postData: unknown, where: string): KeptRequestBody => {
  if (postData === undefined || postData === null) return {};
  const data = fieldsOf(postData, where);
  const mimeType = typeof data.mimeType === "string" && data.mimeType !== "" ? { mimeType: data.mimeType } : {};
  if (typeof data.text === "string") {
    const { text } = bodyTextOf(data.text, data.encoding ?? data._encoding);
    // What was taken out of a body is not what the service was sent.
    return text === undefined || isRedactedBody(text) ? mimeType : { body: text, ...mimeType };
  }
  if (data.params === undefined || data.params === null) return mimeType;
  const form = new URLSearchParams();
  listOf(data.params, `${where}.params`).forEach((item, i) => {
    const field = fieldsOf(item, `${where}.params[${i}]`);
    form.append(textOf(field.name, `${where}.params[${i}].name`), typeof field.value === "string" ? field.value : "");
  });
  return isRedactedBody(form.toString()) ? mimeType : { body: form.toString(), ...mimeType };
};

export const requestOf = (request: Fields, url: URL, token: TokenAlias, where: string): SentRequest => {
  const { headers } = headersOf(request.headers, `${where}.headers`);
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

/** Browsers write 0, -1 or nothing where no answer came. */
const statusOf = (status: unknown): unknown => {
  if (status === undefined || status === null || status === -1) return 0;
  return typeof status === "string" && /^\d{3}$/.test(status) ? Number(status) : status;
};

/** Said to be something, or of unknown size: an empty text is what was not kept. */
const wasEmptied = (text: string, { size }: Fields, { bodySize }: Fields): boolean =>
  text === "" && typeof size === "number" && (size !== 0 || (typeof bodySize === "number" && bodySize > 0));

/** Browsers keep the beginning of what is very long, and other tools say so, or leave the size as it was. */
const wasShortened = (text: string, { size, comment }: Fields): boolean => {
  if (typeof comment === "string" && /\b(cut|truncated)\b/i.test(comment)) return true;
  if (typeof size !== "number" || size <= Buffer.byteLength(text)) return false;
  return size > veryLong || (/^\s*[[{]/.test(text) && !isJson(text));
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** @param ours the archive was written by this harness, which keeps everything and redacts nothing but tokens */
export const outcomeOf = (
  response: Fields,
  method: string,
  { remarks, ours }: { readonly remarks: string; readonly ours: boolean },
  where: string,
): { readonly outcome: Answer | Failure; readonly gaps: Gaps } => {
  const status = statusOf(response.status);
  if (typeof status !== "number" || !Number.isInteger(status) || status < 0 || status > 999) {
    throw misfit(`${where}.status`, "a status code", response.status);
  }
  if (status === 0) {
    // Browsers write 0 where no answer came.
    const message = typeof response._error === "string" ? safeText(response._error, 200) : "no answer was recorded";
    return { outcome: { kind: "failure", fault: "transport", message, maybeDone: true }, gaps: {} };
  }
  const { headers, partial } = headersOf(response.headers, `${where}.headers`);
  const content =
    response.content === undefined || response.content === null ? {} : fieldsOf(response.content, `${where}.content`);
  const coding = headers.find(([name]) => name === "content-encoding")?.[1];
  const { text, mangled } = bodyTextOf(content.text, content.encoding, coding);
  const bodiless = status === 204 || status === 304 || method === "HEAD";
  const partialHeaders =
    partial || (!ours && !looksWhole(headers)) || /headers (were )?not (recorded|kept)/.test(remarks);
  const gone = text === undefined || wasEmptied(text, content, response) || wasShortened(text, content);
  const unlike = gone || (!ours && isRedactedBody(text));
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
      ...(partialHeaders ? { headers: true } : {}),
      ...((unlike && !bodiless) || /abridged|headers only/.test(remarks) ? { body: true } : {}),
    },
  };
};
