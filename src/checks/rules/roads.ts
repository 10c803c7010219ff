import { headerOf } from "../../contract/exchange.ts";
import { type Answered, type Observation, userOf } from "../../contract/observation.ts";
import { userFields } from "../../contract/resources.ts";
import { type Road, type RoadTarget, roadOf, safeMethods, unknownPath } from "../../contract/route.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { type Belief, maySee, mustSeeAliveBut, visibilityOf } from "../../model/belief.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import type { World } from "../../model/world.ts";
import { quote } from "../evidence.ts";
import { type Found, statefulRule, type View } from "../rule.ts";

/** Judges the one path, and what it ends, that is certainly no resource: others may be new. */
export const unknownPathsAnswer404 = statefulRule({
  id: "unknown-paths-answer-404",
  sentence: "a path that the service does not have answers 404",
  clause: "read",
  level: "must",
  sources: ["facts 3.15"],
  start: () => undefined,
  onSkipped: ({ answer, sent: { request }, seq }) => {
    if (answer === undefined || answer.fromGateway || answer.simulated || answer.status === 429) return undefined;
    // A token is looked at before the path, and a method that no route has may be refused for itself (facts 11.2).
    if (!request.url.includes(unknownPath) || request.method !== "GET" || request.token === "invalid") return undefined;
    const { pathname } = new URL(request.url);
    if (!pathname.endsWith(unknownPath)) return undefined;
    return answer.status === 404
      ? holds
      : violated("404", `${answer.status} to GET ${pathname} as ${request.token}`, [seq]);
  },
});

/** Whether it may stand for another method, by a header, a query or a field of a form. */
const namesAnother = ({ method, url, headers, body }: Observation["sent"]["request"]): boolean =>
  headers.some(([name]) => /^x-(http-)?method/.test(name)) ||
  url.includes("_method=") ||
  (method === "POST" &&
    (body?.includes("_method") === true || !/\bjson\b/i.test(headerOf({ headers }, "content-type") ?? "")));

/** Which of 404 and 405 it is, or another refusal, is open (facts 11.2): that such a request does nothing, and is answered, is not. */
export const missingMethodsAreRefused = statefulRule({
  id: "missing-methods-are-refused",
  sentence: "a method that a path does not have is refused, and is no server error",
  clause: "every answer",
  level: "must",
  sources: ["facts 3.14"],
  start: () => undefined,
  onSkipped: ({ lacksMethod, answer, sent: { request }, seq }) => {
    if (!lacksMethod || answer === undefined || safeMethods.has(request.method)) return undefined;
    const { status, fromGateway, simulated } = answer;
    if (fromGateway || simulated || namesAnother(request) || roadOf(request) !== undefined) return undefined;
    const { pathname } = new URL(request.url);
    if ((status >= 400 && status < 500) || status === 501) return holds;
    if (status >= 300 && status < 400) return undefined;
    return violated("404 or 405", `${status} to ${request.method} ${pathname} as ${request.token}`, [seq]);
  },
});

/** Roads that the service is known to have, to one's own user. */
const known: ReadonlySet<Road> = new Set([".json", "//", "HEAD"]);

/** The ETag of a user as its account was last shown it, by the plain path. */
interface Tag {
  readonly value: string;
  readonly body: string;
  readonly seq: number;
}
interface State {
  readonly tags: BoundedMap<string, Tag>;
  /** Whether the plain path shows the same body with the same ETag: one that is new each time is allowed. Undefined until it was seen. */
  steady?: boolean;
}
const mostTags = 500;

/** A weak tag is another writing of a strong one: a gateway that compresses makes one of the other. */
const opaque = (tag: string): string => tag.replace(/^W\//, "");

/** A create and a read show the same body. @see facts 1.4, facts 6.2 */
const remember = ({ answer, operation, token, seq, sent }: View, state: State): void => {
  const value = answer.headers.get("etag");
  const shown = operation?.id === "getUser" ? answer.status === 200 : answer.status === 201;
  const user = userOf(answer.body);
  if (!shown || value === undefined || user === undefined || roadOf(sent.request) !== undefined) return;
  const key = `${token} ${user.id}`;
  const { body } = answer.raw;
  const before = state.tags.get(key);
  if (before?.body === body) state.steady = state.steady !== false && opaque(before.value) === opaque(value);
  state.tags.set(key, { value, body, seq });
};

/** HEAD has the ETag that GET would have. @see RFC 9110 9.3.2 */
const judgeTag = (seen: Answered, belief: Belief, { tags, steady }: State): Found => {
  if (steady !== true) return holds;
  const tag = tags.get(`${seen.token} ${belief.id}`);
  const own = seen.answer.headers.get("etag");
  if (tag === undefined || own === undefined || belief.lastWriteSeq > tag.seq) return holds;
  if (!userFields.every((field) => belief.fields[field].candidates.length === 1)) return holds;
  return opaque(own) === opaque(tag.value)
    ? holds
    : violated(`${tag.value}, the ETag that the plain path shows`, `${own} to HEAD`, [tag.seq, seen.seq]);
};

const judgeOwner = (seen: Observation, world: World, state: State): Found => {
  const { answer, sent, seq, endUs, token, exchange } = seen;
  if (answer === undefined || answer.fromGateway || answer.simulated || exchange.gaps !== undefined) return undefined;
  if (answer.status === 429) return undefined;
  const target = roadOf(sent.request);
  if (target === undefined) return undefined;
  const belief = world.beliefs.get(target.id ?? 0);
  if (!known.has(target.road) || target.operation.id !== "getUser" || belief === undefined) return undefined;
  if (visibilityOf(belief, token) !== "yes" || !mustSeeAliveBut(belief, seq, sent.startUs, endUs)) return undefined;
  if (answer.status !== 200 && answer.status !== 304)
    return violated(
      "200, as by the plain path",
      `${answer.status} to ${sent.request.method} ${new URL(sent.request.url).pathname} as ${token}, by ${target.road}`,
      [belief.createdSeq, seq],
    );
  return target.road === "HEAD" ? judgeTag(seen, belief, state) : holds;
};

export const otherRoadsAnswerAlike = statefulRule({
  id: "other-roads-answer-alike",
  sentence: "two slashes count as one, a path may end in .json, and HEAD answers as GET",
  clause: "read",
  level: "observed",
  sources: ["facts 6.9", "facts 12.5", "facts 12.9"],
  start: (): State => ({ tags: new BoundedMap(mostTags) }),
  judge: (view, state) => {
    remember(view, state);
    return judgeOwner(view, view.world, state);
  },
  onSkipped: (observation, state, world) =>
    observation.operation === undefined ? judgeOwner(observation, world, state) : undefined,
});

const nameOf = ({ sent: { request } }: Answered): string =>
  `${request.method} ${new URL(request.url).pathname} as ${request.token}`;

/** The text shows the record: its id as a value, or its e-mail. */
const shows = (text: string, id: number, emails: readonly string[]): boolean =>
  new RegExp(`(?<![\\d.])${id}(?!\\d)`).test(text) || emails.some((email) => text.includes(email));

/** What a write by another road says that it did. */
const judgeWrite = (seen: Answered, { road, operation, id }: RoadTarget, world: World): Found => {
  const { answer, token, seq } = seen;
  const done = answer.status >= 200 && answer.status < 300;
  const received = `${answer.status} ${quote(answer.raw.body)} to ${nameOf(seen)}, by ${road} a ${operation.id}`;
  if (operation.id === "createUser") {
    if (token !== "anonymous" && token !== "invalid") return undefined;
    // Validation comes after authentication: a 422 says that there was none.
    return (done && userOf(answer.body) !== undefined) || answer.status === 422
      ? violated("401, or no such road", received, [seq])
      : holds;
  }
  const belief = world.beliefs.get(id ?? 0);
  if (belief === undefined || visibilityOf(belief, token) !== "no") return undefined;
  const acted = answer.status === 204 || (done && userOf(answer.body) !== undefined);
  return acted ? violated("404, 401 or a road that does not exist", received, [belief.createdSeq, seq]) : holds;
};

/** What a read by another road shows. */
const judgeRead = (seen: Answered, { road, id }: RoadTarget, world: World): Found => {
  const { answer, token, seq, sent, endUs } = seen;
  const belief = world.beliefs.get(id ?? 0);
  if (belief === undefined || belief.weak) return undefined;
  const received = `${answer.status} ${quote(answer.raw.body)} to ${nameOf(seen)}, by ${road}`;
  const gone = !maySee(belief.alive, true, sent.startUs, endUs);
  const foreign = visibilityOf(belief, token) === "no";
  if (answer.status !== 200) return holds;
  if (gone || foreign) {
    const emails = belief.fields.email.candidates.map(({ value }) => value);
    const headOfRecord = sent.request.method === "HEAD" && /json/.test(answer.mediaType ?? "");
    return headOfRecord || shows(answer.raw.body, belief.id, emails)
      ? violated(`404: the user ${gone ? "is deleted" : "is of another account"}`, received, [belief.createdSeq, seq])
      : holds;
  }
  if (visibilityOf(belief, token) !== "yes" || answer.body.kind !== "json" || answer.raw.cut === true) return undefined;
  const user = userOf(answer.body);
  const same =
    user !== undefined &&
    user.id === belief.id &&
    userFields.every((field) => maySee(belief.fields[field], user[field], sent.startUs, endUs));
  return same ? holds : violated("the user as the plain path shows it", received, [belief.lastWriteSeq, seq]);
};

const judgeStranger = (seen: Observation, world: World): Found => {
  if (seen.answer === undefined || seen.answer.fromGateway || seen.answer.simulated) return undefined;
  // What a recording leaves out may be what explains it.
  if (seen.exchange.gaps !== undefined) return undefined;
  const target = roadOf(seen.sent.request);
  if (target === undefined) return undefined;
  const { status } = seen.answer;
  if (status >= 500) return violated("no 5xx", `${status} to ${nameOf(seen)}, by ${target.road}`, [seen.seq]);
  return target.operation.method === "GET" ? judgeRead(seen, target, world) : judgeWrite(seen, target, world);
};

export const noOtherRoadLeadsIn = statefulRule({
  id: "no-other-road-leads-in",
  sentence:
    "what the plain path hides or refuses is out of reach by HEAD, method override, .json, .xml, // and letter case, and what they show is what it shows",
  clause: "identity",
  level: "must",
  sources: ["guide G4", "facts 2.3", "facts 2.4", "facts 2.5", "facts 3.8"],
  start: () => undefined,
  judge: (view) => judgeStranger(view, view.world),
  onSkipped: (observation, _, world) =>
    observation.operation === undefined ? judgeStranger(observation, world) : undefined,
});
