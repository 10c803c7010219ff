import { type Answered, type Observation, type ObservedRequest, userOf, usersOf } from "../contract/observation.ts";
import { SlotMap } from "../contract/slot-map.ts";
import { type Belief, nothingElseEnded } from "./belief.ts";
import type { EmailIndex } from "./emails.ts";
import { createRecords, type Gone, type Records, type Reset, type Stranger } from "./records.ts";
import { type Prediction, predict } from "./validation.ts";
import {
  createAnswered,
  deleteAnswered,
  emailSent,
  isUpdate,
  unanswered,
  unseenOver,
  updateAnswered,
  writeSent,
} from "./writes.ts";

/**
 * What a caller may believe after a history. Rules read it as it stands when an answer arrives: every request sent so
 * far is in, this answer is not yet.
 */
export interface World {
  readonly beliefs: ReadonlyMap<number, Belief>;
  readonly emails: Pick<EmailIndex, "state" | "holder" | "former" | "refused" | "unresolved" | "unsettled">;
  /** Ids deleted for certain, in the order of deletion; the oldest are forgotten. */
  readonly gone: ReadonlyMap<number, Gone>;
  /**
   * Moments when a record answered 404 out of the blue. One may be the daily reset, and then everything older vanished
   * with it; it is `refuted` when something older is seen alive afterwards. Two resets in one run are none.
   */
  readonly resets: readonly Reset[];
  /** Users that answers have shown and no request of this history made; the oldest are forgotten. */
  readonly strangers: ReadonlyMap<number, Stranger>;
  /** Oldest request still in flight, sending time in µs; Infinity when none. */
  readonly oldestOpenUs: number;
  /** Whether this run alone can hold the e-mail. */
  isOurs(email: string): boolean;
  /** What the contract says of a write, taken from the moment it was sent to `endUs`. */
  predict(request: ObservedRequest, endUs: number): Prediction;
}

export interface WorldFold {
  readonly world: World;
  sent(request: ObservedRequest): void;
  /** To be called after the rules have judged. */
  done(observation: Observation): void;
}

const seeAll = ({ see }: Records, observation: Answered): void => {
  const { body } = observation.answer;
  for (const user of usersOf(body) ?? []) see(user, observation);
  const user = userOf(body);
  if (user !== undefined && user.id === observation.id) see(user, observation);
};

/** Whether the owner got a 404 for a record that no request has deleted. */
const isMissing = (belief: Belief, observation: Answered): boolean => {
  const { answer, token } = observation;
  if (answer.status !== 404 || answer.simulated) return false;
  return belief.owner === token && !belief.weak && nothingElseEnded(belief, observation);
};

/** @returns the id of a record that it made */
const answered = (records: Records, observation: Answered, oldestOpenUs: number): number | undefined => {
  const { answer, operation, id, seq } = observation;
  if (answer.fromGateway) {
    // It may have happened, as when no answer comes at all.
    unanswered(records, observation, true);
    return undefined;
  }
  if (operation === undefined) return undefined;
  if (operation.id === "createUser") return createAnswered(records, observation);
  const belief = id === undefined ? undefined : records.beliefs.get(id);
  if (isUpdate(operation.id)) {
    const email = emailSent(observation);
    const refused = answer.simulated || (answer.status >= 400 && answer.status < 500);
    if (belief !== undefined) updateAnswered(records, belief, observation, oldestOpenUs);
    // The record may have become known since it was sent.
    if (refused && email !== undefined) records.emails.notStrayed(email, seq);
  } else if (operation.id === "deleteUser") {
    if (id !== undefined) deleteAnswered(records, id, observation, oldestOpenUs);
  } else if (answer.status === 200) seeAll(records, observation);
  if (belief !== undefined && isMissing(belief, observation)) records.resets.missing(belief, observation);
  return undefined;
};

/** The world is one of users; an id in another resource's path is no user's, or only its parent's. */
const isOfUsers = ({ operation }: ObservedRequest): boolean =>
  operation === undefined || operation.resource === "users";

/** @param isOurs whether only this run can ever use the e-mail: it carries the run's marker */
export const createWorld = (isOurs: (email: string) => boolean): WorldFold => {
  const records = createRecords(isOurs);
  const { beliefs, emails, gone, resets } = records;
  const open = new SlotMap<number, ObservedRequest>();
  let oldestOpenUs = Number.POSITIVE_INFINITY;

  const updateOldest = () => {
    // Requests are sent in order of time.
    oldestOpenUs = open.first()?.sent.startUs ?? Number.POSITIVE_INFINITY;
  };

  /** Where dates are coarse, a write of a record may seem to have left before its create was answered. */
  const addWaiting = (id: number | undefined) => {
    if (id === undefined) return;
    for (const request of open.values()) if (request.id === id && isOfUsers(request)) writeSent(records, request);
  };

  const world: World = {
    beliefs,
    emails,
    gone,
    resets: resets.all,
    strangers: resets.strangers,
    get oldestOpenUs() {
      return oldestOpenUs;
    },
    isOurs,
    predict: (request, endUs) => {
      const { seq, id, sent } = request;
      const email = emailSent(request);
      return predict(request, email === undefined ? "unknown" : emails.state(email, sent.startUs, endUs, { seq, id }));
    },
  };

  return {
    world,
    sent: (request) => {
      open.set(request.seq, request);
      updateOldest();
      if (isOfUsers(request)) writeSent(records, request);
    },
    done: (observation) => {
      open.delete(observation.seq);
      updateOldest();
      if (!isOfUsers(observation)) return;
      unseenOver(records, observation, oldestOpenUs);
      if (observation.answer !== undefined) addWaiting(answered(records, observation, oldestOpenUs));
      else unanswered(records, observation, observation.failure.maybeDone);
    },
  };
};
