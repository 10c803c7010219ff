import { isUser } from "../../contract/document.ts";
import type { Answered, Observation } from "../../contract/observation.ts";
import { userFields } from "../../contract/resources/users.ts";
import { type Road, roadOf } from "../../contract/roads.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { type Belief, mustSeeAliveBut, visibilityOf } from "../../model/belief.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import type { World } from "../../model/world.ts";
import { type Found, statefulRule, type View } from "../rule.ts";

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
  if (!shown || value === undefined || answer.body.kind !== "json" || !isUser(answer.body.value)) return;
  if (roadOf(sent.request) !== undefined) return;
  const key = `${token} ${answer.body.value.id}`;
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

const judgeRoad = (seen: Observation, world: World, state: State): Found => {
  const { answer, sent, seq, endUs, token, exchange } = seen;
  if (answer === undefined || answer.fromGateway || answer.simulated || exchange.gaps !== undefined) return undefined;
  if (answer.status === 429) return undefined;
  const target = roadOf(sent.request);
  if (target === undefined) return undefined;
  const received = `${answer.status} to ${sent.request.method} ${new URL(sent.request.url).pathname} as ${token}`;
  const belief = world.beliefs.get(target.id ?? 0);
  if (!known.has(target.road) || target.operation.id !== "getUser" || belief === undefined) return undefined;
  if (visibilityOf(belief, token) !== "yes" || !mustSeeAliveBut(belief, seq, sent.startUs, endUs)) return undefined;
  if (answer.status !== 200 && answer.status !== 304)
    return violated("200, as by the plain path", `${received}, by ${target.road}`, [belief.createdSeq, seq]);
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
    return judgeRoad(view, view.world, state);
  },
  onSkipped: (observation, state, world) =>
    observation.operation === undefined ? judgeRoad(observation, world, state) : undefined,
});
