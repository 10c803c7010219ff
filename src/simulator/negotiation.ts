import { STATUS_CODES } from "node:http";

/** The formats the service writes. @see facts 6.8, facts 12.9 */
export type Format = "json" | "xml";

/** Type and text of a body in XML. */
export const xmlType = "application/xml; charset=utf-8";

/** The format that a request wants, by the ending of its path or else by what it accepts. */
export const formatOf = (path: string, accept: string | null): Format => {
  if (path.endsWith(".xml")) return "xml";
  return accept?.startsWith("application/xml") === true && !path.endsWith(".json") ? "xml" : "json";
};

/** The path a router should see: two slashes are one, and the ending that names a format is no part of it. @see facts 12.5 */
export const routedPath = (path: string): string => {
  const plain = path.includes("//") ? path.replaceAll(/\/{2,}/g, "/") : path;
  return plain.endsWith(".json") ? plain.slice(0, -5) : plain.endsWith(".xml") ? plain.slice(0, -4) : plain;
};

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

const element = (name: string, value: unknown, indent: string): string => {
  const tag = name.replaceAll("_", "-");
  if (value === null) return `${indent}<${tag} nil="true"/>`;
  if (Array.isArray(value)) {
    const items = value.map((item) => element("object", item, `${indent}  `));
    return items.length === 0
      ? `${indent}<${tag} type="array"/>`
      : [`${indent}<${tag} type="array">`, ...items, `${indent}</${tag}>`].join("\n");
  }
  if (typeof value === "object") {
    const fields = Object.entries(value).map(([key, inner]) => element(key, inner, `${indent}  `));
    return [`${indent}<${tag}>`, ...fields, `${indent}</${tag}>`].join("\n");
  }
  const type = typeof value === "number" ? ' type="integer"' : typeof value === "boolean" ? ' type="boolean"' : "";
  return `${indent}<${tag}${type}>${escaped(String(value))}</${tag}>`;
};

/** JSON text as XML: one thing is a hash, a list has objects. @see facts 6.8 */
export const xmlOf = (json: string): string => {
  const value: unknown = JSON.parse(json);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(Array.isArray(value) ? "objects" : "hash", value, "")}\n`;
};

/** A status that the caller requested, with its phrase. */
export interface Forced {
  readonly status: number;
  readonly phrase: string;
}

/** `?force_status=N` for a real 4xx or 5xx; anything else is ignored. @see facts 8.1, facts 8.2 */
export const forcedStatus = (query: URLSearchParams): Forced | undefined => {
  const text = query.get("force_status");
  if (text === null || !/^[45]\d\d$/.test(text)) return undefined;
  // RFC 9110 renamed 422; the service follows it here and not elsewhere (facts 4.11).
  const phrase = text === "422" ? "Unprocessable Content" : STATUS_CODES[text];
  return phrase === undefined ? undefined : { status: Number(text), phrase };
};

const longestDelayMs = 5000;

/** `?delay=ms`, at most 5,000; bad values are ignored. @see facts 8.1, facts 8.2 */
export const askedDelayMs = (query: URLSearchParams): number | undefined => {
  const text = query.get("delay");
  if (text === null || !/^\d{1,15}$/.test(text)) return undefined;
  const ms = Math.min(longestDelayMs, Number(text));
  return ms > 0 ? ms : undefined;
};

const readable = [
  ...["Total", "Pages", "Page", "Limit"].map((name) => `X-Pagination-${name}`),
  ...["Current", "Next", "Previous"].map((name) => `X-Links-${name}`),
  ...["Limit", "Remaining", "Reset"].map((name) => `X-RateLimit-${name}`),
];

/**
 * What lets a page of any origin read an answer, in the form of rack-cors, which is usual for such a service; the exact
 * values were never seen (facts 11.3, open). @see facts 6.7, facts 12.8
 */
export const corsHeaders: Readonly<Record<string, string>> = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD",
  "Access-Control-Expose-Headers": readable.join(", "),
  "Access-Control-Max-Age": "7200",
};

/** The headers that answer a browser's preflight request; undefined for any other request. */
export const preflightHeaders = ({ method, headers }: Request): Readonly<Record<string, string>> | undefined => {
  if (method !== "OPTIONS" || !headers.has("access-control-request-method")) return undefined;
  const requested = headers.get("access-control-request-headers");
  return requested === null ? corsHeaders : { ...corsHeaders, "Access-Control-Allow-Headers": requested };
};
