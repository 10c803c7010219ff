import { headerOf } from "../contract/exchange.ts";
import { memoizeLast } from "../contract/memoize-last.ts";
import type { ObservedRequest } from "../contract/observation.ts";
import { fieldsOf } from "../contract/resources.ts";

/** Ids of the forms seen answered (facts 3.3): letters, digits, `***`. A dot may name a format, the rest a parser's limits. */
const plainId = /^[\w*-]{1,40}$/;
const oddHeaders = new Set([
  "if-match",
  "if-unmodified-since",
  "if-range",
  "range",
  "expect",
  "content-encoding",
  "x-http-method-override",
]);
const longestUrl = 2000;
const longestBody = 100_000;

const header = (request: ObservedRequest, name: string) => headerOf(request.sent.request, name)?.toLowerCase();

/** Whether the caller takes JSON and prefers nothing to it. */
const takesJson = (accept: string | undefined) =>
  accept === undefined || (/json|\*\/\*/.test(accept) && !/xml|html/.test(accept));

const oddText = (text: string) => text.includes("\0") || text.includes("\ufffd") || !text.isWellFormed();

const oddBody = (request: ObservedRequest): string | undefined => {
  const { operation, body, fields } = request;
  const text = request.sent.request.body ?? "";
  if (operation?.method === "GET" || operation?.method === "DELETE") {
    return text === "" ? undefined : "a body where none belongs";
  }
  if (text.length > longestBody) return "a very long body";
  if (body.kind === "broken") return "malformed JSON (facts 11.1)";
  if (body.kind === "text") return "a body that is not sent as JSON (facts 11.2)";
  if (fields === undefined) {
    const proven =
      operation?.id === "createUser" && (body.kind === "none" || (body.kind === "json" && Array.isArray(body.value)));
    return proven ? undefined : "a body that is no JSON object";
  }
  if ("id" in fields) return "an id in the body (facts 11.7)";
  for (const field of fieldsOf(operation?.resource ?? "users")) {
    const value = fields[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== "string") return "a value of another JSON type (facts 11.6)";
    if (oddText(value)) return "a character no text may have";
  }
  return undefined;
};

const oddQuery = (request: ObservedRequest): string | undefined => {
  const { url } = request.sent.request;
  if (!url.includes("?")) return undefined;
  const search = url.split("?", 2)[1] ?? "";
  if (/%(?![0-9a-f]{2})/i.test(search)) return "a broken escape";
  const entries = [...request.query];
  const names = entries.map(([name]) => name);
  if (new Set(names).size < names.length) return "a parameter given twice";
  if (names.some((name) => /[[\]]/.test(name))) return "brackets in a parameter's name";
  if (entries.some(([name, value]) => oddText(name + value))) return "a character no text may have";
  const writes = request.operation?.method !== "GET";
  const fields = fieldsOf(request.operation?.resource ?? "users");
  return writes && fields.some((field) => request.query.has(field)) ? "fields in the query (facts 3.16)" : undefined;
};

/**
 * What makes a request one whose refusal is an open question, or undefined when it is plain: then the contract leaves
 * no doubt which statuses it may get.
 * @see the open questions of docs/facts.md
 */
export const unspecifiedInputOf: (request: ObservedRequest) => string | undefined = memoizeLast((request) => {
  if (request.idText !== undefined && !plainId.test(request.idText)) return "an odd id";
  if (request.sent.request.url.length > longestUrl) return "a very long URL";
  if (!takesJson(header(request, "accept"))) return "another media type requested (facts 11.2)";
  for (const [name] of request.sent.request.headers) if (oddHeaders.has(name)) return `the header ${name}`;
  return oddQuery(request) ?? oddBody(request);
});
