import type { Observation } from "../../contract/observation.ts";
import { type Road, roadOf } from "../../contract/roads.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { mustSeeAliveBut, visibilityOf } from "../../model/belief.ts";
import type { World } from "../../model/world.ts";
import { type Found, statefulRule } from "../rule.ts";

/** Roads that the service is known to have, to one's own user. */
const known: ReadonlySet<Road> = new Set([".json", "//", "HEAD"]);

const judgeRoad = (seen: Observation, world: World): Found => {
  const { answer, sent, seq, endUs, token, exchange } = seen;
  if (answer === undefined || answer.fromGateway || answer.simulated || exchange.gaps !== undefined) return undefined;
  if (answer.status === 429) return undefined;
  const target = roadOf(sent.request);
  if (target === undefined) return undefined;
  const received = `${answer.status} to ${sent.request.method} ${new URL(sent.request.url).pathname} as ${token}`;
  const belief = world.beliefs.get(target.id ?? 0);
  if (!known.has(target.road) || target.operation.id !== "getUser" || belief === undefined) return undefined;
  if (visibilityOf(belief, token) !== "yes" || !mustSeeAliveBut(belief, seq, sent.startUs, endUs)) return undefined;
  return answer.status === 200 || answer.status === 304
    ? holds
    : violated("200, as by the plain path", `${received}, by ${target.road}`, [belief.createdSeq, seq]);
};

export const otherRoadsAnswerAlike = statefulRule({
  id: "other-roads-answer-alike",
  sentence: "two slashes count as one, a path may end in .json, and HEAD answers as GET",
  clause: "read",
  level: "observed",
  sources: ["facts 6.9", "facts 12.5", "facts 12.9"],
  start: () => undefined,
  judge: (view) => judgeRoad(view, view.world),
  onSkipped: (observation, _, world) =>
    observation.operation === undefined ? judgeRoad(observation, world) : undefined,
});
