import { type Answer, type Exchange, type Header, headerOf } from "./exchange.ts";
import { vendors, writtenByGateways } from "./gateway-vendors.ts";
import { isObject } from "./is-object.ts";
import { safeText } from "./safe-text.ts";

/**
 * Who wrote an answer: the service, or a gateway that stands before it and answers in its place (Cloudflare, a proxy, a
 * load balancer, a login page). What a gateway wrote, or only might have written, is no evidence about the service.
 */
export type AnswerOrigin =
  | { readonly who: "service" }
  | {
      readonly who: "gateway" | "maybe-gateway";
      /** One phrase: "Cloudflare answered 403 in the service's place (error code 1020, ray 9d1f…)". */
      readonly reason: string;
      readonly vendor?: string;
      /** By which Cloudflare's support finds the request. */
      readonly rayId?: string;
      /** Seconds to wait, where its JSON says so. */
      readonly retryAfterS?: number;
    };

const service: AnswerOrigin = { who: "service" };

/** Names that only the application gives its headers. @see facts 5.5, facts 6.5, facts 7.2, facts 8.1 */
const applicationNames = /^x-(request-id|runtime|rate-?limit-(limit|remaining|reset)$|pagination-|links-|simulated-)/;

/** Whether an answer has a header that only the application gives its answers; it gives each at least one. @see facts 6.5 */
export const hasOwnMark = (headers: readonly Header[]): boolean =>
  headers.some(([name]) => applicationNames.test(name));

/** The application's own Vary, whatever compresses its answers; Google's names more. @see facts 6.5 */
const ownVary = /^\s*(?:accept(?:-encoding)?\s*,\s*)*origin(?:\s*,\s*accept(?:-encoding)?)*\s*$/i;
/** Usual for a framework, and some gateways add them as well: the body may prove otherwise. */
const isUsual = (name: string, value: string): boolean =>
  name === "x-download-options" ||
  name === "x-permitted-cross-domain-policies" ||
  (name === "vary" && ownVary.test(value));

/** What a gateway says when it cannot reach the application; 520 to 530 are Cloudflare's own. */
const isUnreachable = (status: number) =>
  status === 502 || status === 503 || status === 504 || (status >= 520 && status <= 530);
/** Written by whatever stands between, by their very meaning. @see RFC 9110 15.5.8, RFC 6585 section 6 */
const isBetween = (status: number) => status === 407 || status === 511;
/** Refusals that a gateway gives as readily as the application, or more so. @see RFC 9110 15.5.20, RFC 8470 5.2 */
const isRefusal = (status: number) =>
  [403, 408, 413, 414, 421, 425, 431, 451].includes(status) || (status >= 494 && status <= 499);

/** The parts of a body that show which program wrote it. */
interface Page {
  readonly text: string;
  readonly html: boolean;
  readonly json: unknown;
}

const readPage = (body: string, type: string): Page => {
  const text = body.trimStart();
  const html = type.startsWith("text/html") || /^<(!doctype|html|\?xml|head|body)/i.test(text);
  let json: unknown;
  if (/^[[{]/.test(text))
    try {
      json = JSON.parse(text);
    } catch {
      // Not JSON, whatever it claims.
    }
  return { text, html, json };
};

/** Exactly what the contract documents for refusals: a message alone, or a list of field errors. @see facts 1.6 */
const isDocumented = (json: unknown): boolean =>
  isObject(json)
    ? typeof json.message === "string" && Object.keys(json).length === 1
    : Array.isArray(json) && json.every((item) => isObject(item) && "field" in item);

/** What the application says of a refusal; gateways that answer in the same form have words of their own. @see facts 2.3, facts 2.4, facts 3.2 */
const ownWords =
  /^(?:Resource not found|Authentication failed|Invalid token|Token expired|Too many requests|Method Not Allowed|Simulated \d{3}\b.*)$/;
/** Whether a body says what only the application says, or what any that is asked for fields does. */
export const isOwnWord = (json: unknown): boolean =>
  Array.isArray(json) ? isDocumented(json) : isObject(json) && ownWords.test(String(json.message));

/** The limiter's own words; any gateway has one too, with words of its own. @see facts 7.3 */
const isOwnLimiter = (json: unknown): boolean => isObject(json) && json.message === "Too many requests";

const failing = ["error", "errors", "fault", "message", "detail", "success", "reason"];
/** No record and no list: what says that something went wrong, whatever the status says. */
const isTrouble = (json: unknown): boolean =>
  isObject(json) && !("id" in json) && !("data" in json) && failing.some((name) => name in json);

interface Marks {
  /** A header is there that frameworks write, and some gateways. */
  readonly usual: boolean;
  readonly vendor: string | undefined;
  readonly rayId: string | undefined;
  readonly type: string;
  readonly location: string | undefined;
  readonly retryAfter: string | undefined;
  /** A header that no application writes: it says that what stands between has answered. */
  readonly admitted: boolean;
}

const marksIn = (headers: readonly Header[]): Marks => {
  let usual = false;
  let vendor: string | undefined;
  let proxied: string | undefined;
  const values: { [name: string]: string } = {};
  let admitted = false;
  for (const [name, value] of headers) {
    values[name] ??= value;
    usual ||= isUsual(name, value);
    if (name === "server") vendor ??= vendors.find(({ server }) => server.test(value))?.name;
    else vendor ??= vendors.find(({ header }) => header?.test(name))?.name;
    if (name === "via" || name === "proxy-status") proxied ??= `a proxy (${safeText(value, 60)})`;
    if (writtenByGateways.test(name)) admitted = true;
    if (name === "x-cache" && /^error from/i.test(value)) admitted = true;
  }
  return {
    usual,
    vendor: vendor ?? proxied,
    rayId: values["cf-ray"],
    type: (values["content-type"] ?? "").trim().toLowerCase(),
    location: values.location,
    retryAfter: values["retry-after"],
    admitted,
  };
};

/** Whether a redirect leads away from what was requested: to another host, to TLS, to a slash or itself, or to a login beside the API. */
const leadsElsewhere = (location: string, url: string): boolean => {
  if (!URL.canParse(location, url)) return false;
  const [from, to] = [new URL(url), new URL(location, url)];
  const host = ({ host: name }: URL) => name.replace(/^www\./, "");
  const path = ({ pathname }: URL) => pathname.replace(/\/$/, "");
  const elsewhere = host(to) !== host(from) || to.protocol !== from.protocol || path(to) === path(from);
  return elsewhere || /log-?in|sign-?in|captive|portal|auth/i.test(to.pathname);
};

/** The answer's form in words, when without the application's marks it may be a gateway's; undefined: it is the service's. */
const doubtIn = (
  answer: Answer,
  page: Page,
  { type, location, retryAfter, vendor }: Marks,
  { method, url }: Exchange["request"],
): string | undefined => {
  const { status } = answer;
  const json = page.json !== undefined;
  const what = page.html
    ? "an HTML page"
    : json
      ? "JSON"
      : page.text === ""
        ? "an empty body"
        : type || "text without a type";
  if (isUnreachable(status))
    return retryAfter !== undefined && status === 503 ? `${what}, Retry-After ${safeText(retryAfter, 40)}` : what;
  if (status >= 300 && status < 400)
    return status !== 304 && location !== undefined && leadsElsewhere(location, url)
      ? `a redirect to ${safeText(location, 120)}`
      : undefined;
  // A page in place of data: a login of the network, a notice.
  if (page.html) return what;
  if (status < 300) {
    const nothing = status === 200 && page.text === "" && method !== "HEAD" && answer.headers.length > 0;
    // Words in place of data; what begins as JSON is the service's, broken as it may be.
    const words = /^[^[{\ufeff]/.test(page.text) && !json && answer.headers.length > 0 && !type.includes("xml");
    const captive = type.startsWith("application/captive+json");
    const bare = page.text.trim() === "{}" && type.includes("json");
    return nothing || words || captive || bare || isTrouble(page.json) ? what : undefined;
  }
  const readily = status >= 500 || isRefusal(status);
  if (status === 429 && isOwnLimiter(page.json)) return undefined;
  if (isDocumented(page.json)) {
    if (status === 429) return what;
    // Only of 403 the documentation speaks. @see facts 2.11
    const foreign = vendor === undefined ? isRefusal(status) && status !== 403 : readily;
    return foreign || (vendor !== undefined && !isOwnWord(page.json)) ? what : undefined;
  }
  // An error of the application has its headers or the documented form, unless HEAD or a tool's recording shows neither.
  const bare = answer.cut === true || (page.text === "" && (method === "HEAD" || answer.headers.length === 0));
  return bare && !readily && vendor === undefined ? undefined : what;
};

/** The mark of an answer that a cache had kept: it says what was, in the service's own headers. @see RFC 9111 5.1 */
const storedIn = (headers: readonly Header[]): string | undefined => {
  for (const [name, value] of headers) {
    if (name === "age" && /^[1-9]\d{0,9}$/.test(value.trim())) return `Age ${value.trim()}`;
    if ((name === "x-cache" || name === "cf-cache-status") && /^(hit|stale|updating)\b/i.test(value))
      return `${name} ${safeText(value, 40)}`;
  }
  return undefined;
};

/** First bytes of gzip, zstd and zlib, as they look where they were read as UTF-8 or Latin-1: no JSON or page begins so. */
const compressed: readonly (readonly [coding: string, begins: readonly string[]])[] = [
  ["gzip", ["\u001f\ufffd\u0008", "\u001f\u008b\u0008"]],
  ["zstd", ["(\ufffd/\ufffd", "(\u00b5/\u00fd"]],
  ["deflate", ["x\u0001", "x\ufffd", "x\u009c"]],
];

const offered = /^(\s*(identity|gzip|x-gzip|deflate|br)?\s*(,|$))*$/i;

/** What a body is still compressed with, though its label is missing or names a coding that was not offered. @see RFC 9110 12.5.3 */
export const leftCompressed = ({ body, mangled, headers }: Answer): string | undefined => {
  if (body === "" || /^[[{<"\s]/.test(body)) return undefined;
  const label = headerOf({ headers }, "content-encoding");
  const coding = compressed.find(([, begins]) => begins.some((first) => body.startsWith(first)))?.[0];
  if (coding === undefined && (mangled !== true || label === undefined || offered.test(label))) return undefined;
  return label === undefined ? `${coding}, without Content-Encoding` : `Content-Encoding ${safeText(label, 40)}`;
};

/**
 * Attributes an answer to the service or to a gateway, by the evidence in it: the application's own headers, the marks of known gateways, the form
 * of the body. The application's own headers outweigh all else.
 */
export const originOf = ({ request, outcome }: Pick<Exchange, "request" | "outcome">): AnswerOrigin => {
  if (outcome.kind === "failure") return service;
  const { status, headers, body } = outcome;
  const stored = storedIn(headers);
  if (stored !== undefined)
    return { who: "gateway", reason: `a cache answered ${status} in the service's place (${stored})` };
  // Nearly every answer: no mark of a gateway.
  if (status < 300 && (body.startsWith("[") || body.startsWith('{"id"'))) return service;
  const coding = leftCompressed(outcome);
  if (coding !== undefined)
    return {
      who: "maybe-gateway",
      reason: `a gateway may have compressed ${status} so that nobody can read it (${coding})`,
    };
  for (const [name] of headers) if (applicationNames.test(name)) return service;
  const marks = marksIn(headers);
  const page = readPage(body, marks.type);
  const cloudflare = isObject(page.json) && page.json.cloudflare_error === true ? page.json : undefined;
  const code = /^error code: (\d{3,4})\s*$/i.exec(page.text)?.[1] ?? cloudflare?.error_code;
  const shown = page.json === undefined ? page.text.slice(0, 20_000) : "";
  const byPage = shown === "" ? undefined : vendors.find((each) => each.page?.test(shown))?.name;
  const certain = cloudflare !== undefined || code !== undefined || marks.admitted || isBetween(status);
  // A gateway for browsers has the same Vary, and says in its own form that it reaches nothing.
  const unreached =
    isUnreachable(status) &&
    (marks.vendor === undefined ? isTrouble(page.json) && !isDocumented(page.json) : !isOwnWord(page.json));
  if (!certain && marks.usual && byPage === undefined && !unreached) return service;
  const doubt = doubtIn(outcome, page, marks, request);
  if (!certain && doubt === undefined) return service;
  const vendor = code !== undefined || cloudflare !== undefined ? "Cloudflare" : (byPage ?? marks.vendor);
  const rayId = String(
    cloudflare?.ray_id ?? marks.rayId ?? /ray id:?(?:\s|<[^>]*>)*([0-9a-f]{8,32})/i.exec(shown)?.[1] ?? "",
  );
  const sure = certain || (byPage !== undefined && status >= 400) || (vendor === "Cloudflare" && status >= 400);
  const details = [
    ...(code === undefined ? [] : [`error code ${safeText(String(code), 20)}`]),
    ...(code === undefined && doubt !== undefined ? [doubt] : []),
    ...(rayId === "" ? [] : [`ray ${safeText(rayId, 60)}`]),
  ];
  const evidence = details.length === 0 ? "" : ` (${details.join(", ")})`;
  const name = vendor ?? (status < 300 ? "a login or notice page" : "a gateway");
  return {
    who: sure ? "gateway" : "maybe-gateway",
    reason: `${name} ${sure ? "answered" : "may have answered"} ${status} in the service's place${evidence}`,
    ...(vendor === undefined ? {} : { vendor }),
    ...(rayId === "" ? {} : { rayId }),
    ...(typeof cloudflare?.retry_after === "number" && cloudflare.retry_after >= 0
      ? { retryAfterS: cloudflare.retry_after }
      : {}),
  };
};

/** Who passed an answer on, by the marks that it left: how the message is framed is then its doing. */
export const passedOnBy = (headers: readonly Header[]): string | undefined => {
  const { vendor, rayId } = marksIn(headers);
  // Its name alone is copied with the service's other headers; Cloudflare itself adds a ray.
  return vendor === "Cloudflare" && rayId === undefined ? undefined : vendor;
};

/** Whether an answer, if there is one, is the service's own word. */
export const isServiceAnswer = (exchange: Pick<Exchange, "request" | "outcome">): boolean =>
  exchange.outcome.kind === "answer" && originOf(exchange).who === "service";
