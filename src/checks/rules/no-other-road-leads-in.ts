import { isUser } from "../../contract/document.ts";
import type { Answered, Observation } from "../../contract/observation.ts";
import { userFields } from "../../contract/resources/users.ts";
import { type RoadTarget, roadOf } from "../../contract/roads.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { visibilityOf } from "../../model/belief.ts";
import { maySee } from "../../model/register.ts";
import type { World } from "../../model/world.ts";
import { quote } from "../evidence.ts";
import { type Found, statefulRule } from "../rule.ts";

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
    const user = answer.body.kind === "json" && isUser(answer.body.value);
    // Validation comes after authentication: a 422 says that there was none.
    return (done && user) || answer.status === 422 ? violated("401, or no such road", received, [seq]) : holds;
  }
  const belief = world.beliefs.get(id ?? 0);
  if (belief === undefined || visibilityOf(belief, token) !== "no") return undefined;
  const acted = answer.status === 204 || (done && answer.body.kind === "json" && isUser(answer.body.value));
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
  const user = answer.body.value;
  const same =
    isUser(user) &&
    user.id === belief.id &&
    userFields.every((field) => maySee(belief.fields[field], user[field], sent.startUs, endUs));
  return same ? holds : violated("the user as the plain path shows it", received, [belief.lastWriteSeq, seq]);
};

const judgeRoad = (seen: Observation, world: World): Found => {
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
  judge: (view) => judgeRoad(view, view.world),
  onSkipped: (observation, _, world) =>
    observation.operation === undefined ? judgeRoad(observation, world) : undefined,
});
