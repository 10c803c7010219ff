import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { OperationSpec } from "../../contract/document.ts";
import { type Header, headerOf, wholeNumberIn } from "../../contract/exchange.ts";
import { isObject } from "../../contract/is-object.ts";
import type { Observation } from "../../contract/observation.ts";
import { userFields } from "../../contract/resources.ts";
import { roadOf } from "../../contract/route.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { maySee, visibilityOf } from "../../model/belief.ts";
import type { World } from "../../model/world.ts";
import { quote } from "../evidence.ts";
import { slack } from "../lists/list-query.ts";
import { type Found, statefulRule } from "../rule.ts";

/** One thing as it was written: texts by name. */
type Thing = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  // Numbers of characters too, which a writer may have for all outside ASCII.
  htmlEntities: true,
  isArray: (name) => name === "object",
});

/** The things in a document: of `<hash>` one, of `<objects>` its objects; undefined where it is no such document. */
const thingsIn = (text: string, root: "hash" | "objects"): readonly Thing[] | undefined => {
  let value: unknown;
  try {
    value = parser.parse(text, true);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const top = value[root];
  if (root === "hash") return isObject(top) ? [top] : undefined;
  // Rails has the second name for a list of nothing.
  if (top === "" || value["nil-classes"] === "") return [];
  const items = isObject(top) ? (top.object ?? []) : undefined;
  return Array.isArray(items) ? items.map((item) => (isObject(item) ? item : {})) : undefined;
};

/** What an answer in XML has for a root; undefined: nothing is known of it. */
const rootOf = ({ action }: OperationSpec, status: number): "hash" | "objects" | undefined => {
  if (status === 422) return "objects";
  if (status === 200 && action === "list") return "objects";
  return status === 201 || (status === 200 && action !== "delete") ? "hash" : undefined;
};

const asksByHeader = (request: { readonly headers: readonly Header[] }): boolean =>
  headerOf(request, "accept")?.trim().toLowerCase() === "application/xml";

/** The operation that is requested in XML, and the id in its path. */
const requestedIn = ({ sent: { request }, operation, id }: Observation) => {
  const road = request.url.includes(".xml") ? roadOf(request) : undefined;
  if (road !== undefined) return road.road === ".xml" && request.method === road.operation.method ? road : undefined;
  return operation !== undefined && asksByHeader(request) ? { operation, id } : undefined;
};

const isBlank = (value: unknown): boolean => value === undefined || String(value).trim() === "";
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";

/** Whether a user in XML has every field, and those that it may have where it is known. */
const isShown = (thing: Thing, seen: Observation, world: World): boolean => {
  // Between elements there is nothing but blanks.
  if (!isBlank(thing["#text"]) || !isText(thing.id) || !userFields.every((field) => isText(thing[field]))) return false;
  const belief = world.beliefs.get(Number(thing.id));
  if (belief === undefined || belief.weak || visibilityOf(belief, seen.token) !== "yes") return true;
  return userFields.every((field) => maySee(belief.fields[field], String(thing[field]), seen.sent.startUs, seen.endUs));
};

/** Whether a page of a list has as many rows as its headers say; others may write between count and rows. */
const isWholePage = ({ answer }: Observation, rows: number): boolean => {
  const number = (name: string) => wholeNumberIn(answer?.headers.get(`x-pagination-${name}`));
  const [total, page, limit] = [number("total"), number("page"), number("limit")];
  if (total === undefined || page === undefined || limit === undefined) return true;
  const rest = total - (page - 1) * limit;
  const within = (shift: number) => Math.min(limit, Math.max(0, rest + shift));
  return rows >= within(-slack) && rows <= within(slack);
};

const isXml = (mediaType: string | undefined): boolean => mediaType === "application/xml" || mediaType === "text/xml";

/** What the service itself answered to a request in XML about users. */
const answeredIn = (seen: Observation) => {
  const { answer, exchange, sent, token } = seen;
  if (answer === undefined || answer.fromGateway || answer.simulated || exchange.gaps !== undefined) return undefined;
  const requested = requestedIn(seen);
  if (requested === undefined || requested.operation.resource !== "users" || answer.raw.cut === true) return undefined;
  const { pathname } = new URL(sent.request.url);
  return { requested, answer, how: `${answer.status} to ${sent.request.method} ${pathname} as ${token}, in XML` };
};

const judge = (seen: Observation, world: World): Found => {
  const answered = answeredIn(seen);
  if (answered === undefined) return undefined;
  const { requested, answer, how } = answered;
  const { sent, seq } = seen;
  const root = rootOf(requested.operation, answer.status);
  if (answer.status === 400 && sent.request.method === "GET") return violated("an answer to a read", how, [seq]);
  // With 406, or 404 for an ending, there is no XML at all: what the facts have of it is of medium confidence.
  if (root === undefined) return undefined;
  if (!isXml(answer.mediaType))
    return violated("Content-Type: application/xml", `${answer.mediaType ?? "none"} with ${how}`, [seq]);
  const received = `${quote(answer.raw.body)} with ${how}`;
  const things = thingsIn(answer.raw.body, root);
  if (things === undefined) return violated(`well-formed XML with the root <${root}>`, received, [seq]);
  if (answer.status === 422) {
    const says = things.length > 0 && things.every(({ field, message }) => isText(field) && isText(message));
    return says ? holds : violated("objects with a field and a message", received, [seq]);
  }
  if (!things.every((thing) => isShown(thing, seen, world)))
    return violated("users with the fields and values that they have in JSON", received, [seq]);
  if (requested.operation.action === "list" && !isWholePage(seen, things.length))
    return violated("as many users as the headers of the page say", `${things.length}: ${received}`, [seq]);
  return holds;
};

export const xmlSaysTheSame = statefulRule({
  id: "xml-says-the-same",
  sentence: "what is requested in XML, by .xml or Accept, comes in XML and says what it says in JSON",
  clause: "read",
  level: "observed",
  sources: ["facts 6.8"],
  start: () => undefined,
  judge: (view) => judge(view, view.world),
  onSkipped: (observation, _, world) => (observation.operation === undefined ? judge(observation, world) : undefined),
});

/** How a user is written in XML is of medium confidence; what is written so must be the user all the same. */
const judgeUser = (seen: Observation, world: World): Found => {
  const answered = answeredIn(seen);
  if (answered === undefined) return undefined;
  const { requested, answer, how } = answered;
  const belief = world.beliefs.get(requested.id ?? 0);
  if (requested.operation.id !== "getUser" || answer.status !== 200 || !isXml(answer.mediaType)) return undefined;
  if (belief === undefined || belief.weak || visibilityOf(belief, seen.token) !== "yes") return undefined;
  const { body } = answer.raw;
  const seqs = [belief.lastWriteSeq, seen.seq];
  if (XMLValidator.validate(body) !== true) return violated("well-formed XML", `${quote(body)} with ${how}`, seqs);
  const [thing] = thingsIn(body, "hash") ?? [];
  if (thing === undefined || !userFields.every((field) => isText(thing[field]))) return undefined;
  const { startUs } = seen.sent;
  return userFields.every((field) => maySee(belief.fields[field], String(thing[field]), startUs, seen.endUs))
    ? holds
    : violated("the values that the user has in JSON", `${quote(body)} with ${how}`, seqs);
};

export const xmlShowsTheUser = statefulRule({
  id: "xml-shows-the-user",
  sentence: "a user that comes in XML is well-formed, and has the values that it has in JSON",
  clause: "read",
  level: "must",
  sources: ["guide G4", "facts 12.9", "facts 6.8"],
  start: () => undefined,
  judge: (view) => judgeUser(view, view.world),
  onSkipped: (observation, _, world) =>
    observation.operation === undefined ? judgeUser(observation, world) : undefined,
});
