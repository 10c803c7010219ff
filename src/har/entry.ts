import { defined } from "../contract/defined.ts";
import { type Header, headerOf, type SentRequest, type TokenAlias, tokenAliases } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { jsonOf } from "../contract/own-records.ts";
import { urlWithoutCredentials } from "../contract/secrets.ts";
import { bodyTextOf } from "./body.ts";
import { type Fields, fieldsOf, listOf, textOf } from "./fields.ts";
import { headersOf, isRedactedBody } from "./headers.ts";
import { isLossy, isMisread, type Recorder } from "./recorder.ts";

/** The absolute URL of an entry without fragment and credentials; undefined where it is none. */
export const urlOf = (value: unknown, where: string): URL | undefined => {
  const text = value === undefined || value === null ? "" : textOf(value, where);
  const bare = urlWithoutCredentials(text.replace(/#.*/s, ""));
  return URL.canParse(bare) ? new URL(bare) : undefined;
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
  isObject(header) && String(header.name).toLowerCase() === "authorization" && "value" in header && header.value !== "";

/**
 * Whether a body may have been sent that the recorder has not kept. A size of 0 is what recorders write that kept none; only a
 * Content-Length of 0 says that there was none.
 */
export const bodyMissing = (sent: SentRequest, remarks: string): boolean =>
  (sent.method === "POST" || sent.method === "PUT" || sent.method === "PATCH") &&
  (sent.body === undefined || sent.body === "") &&
  headerOf(sent, "content-length") !== "0" &&
  !/\b(empty|no) (request )?body/.test(remarks);

/**
 * Only what the recorder says outright: `_token` in files this harness wrote, or a plain remark. A redacted or missing
 * credential is no alias.
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

/**
 * Whether a text is what was sent, as far as can be seen: not redacted, not misread, of the stated length. Some recorders
 * count characters, and write 0 or less where they do not know.
 * @param size the `bodySize` of the request
 */
const isAsSent = (text: string, headers: readonly Header[], size: unknown, { ours }: Recorder): boolean => {
  if (isRedactedBody(text) || (!ours && isLossy(text))) return false;
  const bytes = Buffer.byteLength(text);
  const length = headerOf({ headers }, "content-length");
  if (length !== undefined && !ours && Number(length) !== bytes) return false;
  if (length === undefined && typeof size === "number" && size > 0 && size !== bytes && size !== text.length)
    return false;
  return ours || !isMisread(text);
};

/** A text as it is, and the same JSON without the blanks that a tool has put into it for its readers. */
const writings = (text: string): readonly string[] => {
  const json = jsonOf(text);
  return json === undefined ? [text] : [text, JSON.stringify(json)];
};

/** HTTP Toolkit keeps the bytes that HAR has no place for in a field of its own. */
const postedIn = ({ postData, _content: bytes }: Fields): unknown =>
  (postData === undefined || postData === null) && isObject(bytes) ? bytes : postData;

const bodySent = (
  postData: unknown,
  { headers, size }: { readonly headers: readonly Header[]; readonly size: unknown },
  recorder: Recorder,
  where: string,
): KeptRequestBody => {
  if (postData === undefined || postData === null) return {};
  const data = typeof postData === "string" ? { text: postData } : fieldsOf(postData, where);
  const mimeType = typeof data.mimeType === "string" && data.mimeType !== "" ? { mimeType: data.mimeType } : {};
  // The body of an export that was rendered anew is another's.
  if (recorder.rendersAnew) return mimeType;
  const { text } = bodyTextOf(data, recorder.attached);
  if (text !== undefined) {
    const body = writings(text).find((each) => isAsSent(each, headers, size, recorder));
    return { ...defined({ body }), ...mimeType };
  }
  if (data.params === undefined || data.params === null || typeof data.text === "string") return mimeType;
  const form = new URLSearchParams();
  listOf(data.params, `${where}.params`).forEach((item, i) => {
    const field = fieldsOf(item, `${where}.params[${i}]`);
    form.append(textOf(field.name, `${where}.params[${i}].name`), typeof field.value === "string" ? field.value : "");
  });
  return isRedactedBody(form.toString()) ? mimeType : { body: form.toString(), ...mimeType };
};

export const requestOf = (
  request: Fields,
  { url, method, token }: { readonly url: URL; readonly method: string; readonly token: TokenAlias },
  recorder: Recorder,
  where: string,
): SentRequest => {
  const { headers } = headersOf(request.headers, `${where}.headers`);
  const { body, mimeType } = bodySent(
    postedIn(request),
    { headers, size: request.bodySize },
    recorder,
    `${where}.postData`,
  );
  // Some recorders keep the media type of the body and no header: without it the body could not be read.
  const typed = mimeType === undefined || headers.some(([name]) => name === "content-type");
  return {
    method,
    url: url.href,
    headers: typed ? headers : [...headers, ["content-type", mimeType]],
    ...defined({ body }),
    token,
  };
};
