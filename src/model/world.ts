import { isUser, type User } from "../contract/document.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import type { Answered, Observation, ObservedRequest } from "../contract/observation.ts";
import { type UserField, userFields } from "../contract/resources/users.ts";
import { idInLocation } from "../contract/route.ts";
import type { Belief } from "./belief.ts";
import { BoundedMap } from "./bounded-map.ts";
import { createEmailIndex, type EmailIndex } from "./emails.ts";
import { acknowledge, maySee, mustSee, propose, registerOf, see, withdraw } from "./register.ts";
import { type Prediction, predict } from "./validation.ts";

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
  /** Oldest request still in flight, sending time in µs; Infinity when none. */
  readonly oldestOpenUs: number;
  /** Whether this run alone can hold the e-mail. */
  isOurs(email: string): boolean;
  /** What the contract says of a write, taken from the moment it was sent to `endUs`. */
  predict(request: ObservedRequest, endUs: number): Prediction;
}

interface Gone {
  readonly seq: number;
  /** When the deletion was acknowledged, µs. */
  readonly atUs: number;
  readonly email: string | undefined;
}

interface Reset {
  /** When something that is missing since was last seen: the reset, if it was one, came later. */
  fromUs: number;
  /** When it was first noticed. */
  readonly atUs: number;
  readonly seq: number;
  refuted: boolean;
}

export interface WorldFold {
  readonly world: World;
  sent(request: ObservedRequest): void;
  /** To be called after the rules have judged. */
  done(observation: Observation): void;
}

const keptGone = 10_000;
const isUpdate = (id: string | undefined) => id === "patchUser" || id === "putUser";
const known = (alias: TokenAlias) => alias === "A" || alias === "B" || alias === "unknown";

/** @param isOurs whether nobody but this run can ever use the e-mail: it carries the run's marker */
export const createWorld = (isOurs: (email: string) => boolean): WorldFold => {
  const beliefs = new Map<number, Belief>();
  const emails = createEmailIndex(isOurs);
  const gone = new BoundedMap<number, Gone>(keptGone, {
    onForget: (id) => {
      const forgotten = beliefs.get(id);
      if (forgotten !== undefined) emails.unlink(forgotten);
      beliefs.delete(id);
    },
  });
  const resets: Reset[] = [];
  const open = new Map<number, number>();
  let oldestOpenUs = Number.POSITIVE_INFINITY;

  const updateOldest = () => {
    // Requests are sent in order of time and Maps keep insertion order, so the first is the oldest.
    const first = open.values().next();
    oldestOpenUs = first.done === true ? Number.POSITIVE_INFINITY : first.value;
  };

  const exceptOf = (request: ObservedRequest) => ({ seq: request.seq, id: request.id });

  const predictFor = (request: ObservedRequest, endUs: number): Prediction => {
    const email = request.fields?.email;
    const state =
      typeof email === "string" ? emails.state(email, request.sent.startUs, endUs, exceptOf(request)) : "unknown";
    return predict(request, state);
  };

  /** The value a write of this field would leave, as far as anybody can say. */
  const proposed = (field: UserField, value: unknown): string | undefined => {
    if (typeof value !== "string") return undefined;
    return field === "gender" || field === "status" ? value.toLowerCase() : value;
  };

  const sent = (request: ObservedRequest): void => {
    open.set(request.seq, request.sent.startUs);
    updateOldest();
    const op = request.operation?.id;
    if (op === "createUser" && known(request.token)) {
      const email = request.fields?.email;
      if (typeof email === "string") emails.createSent(email, request.seq);
    } else if (request.id !== undefined && (isUpdate(op) || op === "deleteUser")) {
      const belief = beliefs.get(request.id);
      if (belief === undefined) {
        const email = request.fields?.email;
        if (isUpdate(op) && known(request.token) && typeof email === "string") emails.strayed(email, request.seq);
        return;
      }
      if (op === "deleteUser") propose(belief.alive, false, request.seq, request.sent.startUs);
      else
        for (const field of userFields) {
          const value = proposed(field, request.fields?.[field]);
          if (value === undefined) continue;
          propose(belief.fields[field], value, request.seq, request.sent.startUs);
          if (field === "email") emails.link(value, belief);
        }
    }
  };

  const adopt = (user: User, owner: TokenAlias, seq: number, fromUs: number, atUs: number, weak: boolean): Belief => {
    const register = (field: UserField) => registerOf<string>(user[field], seq, fromUs, atUs);
    const belief: Belief = {
      id: user.id,
      owner,
      createdSeq: seq,
      createdUs: atUs,
      alive: registerOf<boolean>(true, seq, fromUs, atUs),
      fields: {
        name: register("name"),
        email: register("email"),
        gender: register("gender"),
        status: register("status"),
      },
      weak,
      lastWriteSeq: seq,
      lastRefused: undefined,
      lastSeenSeq: seq,
      lastSeenUs: atUs,
    };
    beliefs.set(user.id, belief);
    gone.delete(user.id);
    emails.link(user.email, belief);
    return belief;
  };

  /** The user a successful write left, from its body where that can be read, else from what was sent. */
  const writtenUser = (observation: Answered): User | undefined => {
    const { body } = observation.answer;
    if (body.kind === "json" && isUser(body.value)) return body.value;
    const shown = body.kind === "json" && typeof body.value === "object" && body.value !== null ? body.value : {};
    const location = idInLocation(observation.answer.headers.get("location"), observation.sent.request.url);
    const id = observation.id ?? Number("id" in shown && shown.id !== undefined ? shown.id : location);
    if (!Number.isSafeInteger(id) || id <= 0) return undefined;
    const text = (field: UserField) => proposed(field, observation.fields?.[field]) ?? "";
    const user = { id, name: text("name"), email: text("email"), gender: text("gender"), status: text("status") };
    return isUser(user) ? user : undefined;
  };

  const seeUser = (user: User, observation: Answered): void => {
    const from = observation.sent.startUs;
    const belief = beliefs.get(user.id);
    if (belief === undefined) {
      const seq = emails.maker(user.email);
      // An e-mail that others may use proves nothing: the create asked for a taken one, and this is who has it.
      if (seq === undefined || observation.token === "anonymous" || !isOurs(user.email)) return;
      // A create that timed out has happened after all: this is its record.
      emails.createSettled(user.email, seq, "created");
      adopt(user, observation.token, seq, from, observation.endUs, false);
      return;
    }
    for (const field of userFields) see(belief.fields[field], user[field], observation.seq, from, observation.endUs);
    see(belief.alive, true, observation.seq, from, observation.endUs);
    provenAlive(belief, observation);
    belief.lastSeenSeq = observation.seq;
    belief.lastSeenUs = from;
  };

  /** Alive after the supposed reset, it was not taken by it; and when it is older as well, there was none. */
  const provenAlive = (belief: Belief, { sent: { startUs } }: Answered): void => {
    const reset = resets.at(-1);
    if (reset === undefined || reset.refuted || startUs < reset.atUs) return;
    if (belief.createdUs <= reset.fromUs) refute(reset);
    else withdraw(belief.alive, -reset.seq);
  };

  const refute = (reset: Reset): void => {
    reset.refuted = true;
    for (const belief of beliefs.values()) withdraw(belief.alive, -reset.seq);
  };

  const vanish = (belief: Belief, observation: Answered): void => {
    const last = resets.at(-1);
    // Seen since the last one was noticed, it was not taken by that.
    if (last !== undefined && belief.createdUs <= last.atUs && belief.lastSeenUs < last.atUs) {
      last.fromUs = Math.max(last.fromUs, belief.lastSeenUs);
      return;
    }
    resets.push({ fromUs: belief.lastSeenUs, atUs: observation.endUs, seq: observation.seq, refuted: false });
    // If this is the daily reset, everything older is gone too; until one is seen again nothing is certain. The proposal
    // bears the negative of the sequence number, so that refuting the reset takes back it alone.
    for (const other of beliefs.values()) {
      if (other.createdUs < observation.endUs) {
        propose(other.alive, false, -observation.seq, Math.min(other.lastSeenUs, observation.sent.startUs));
      }
    }
  };

  const bury = (belief: Belief, seq: number, atUs: number): void => {
    const email =
      mustSee(belief.fields.email, 0, Number.POSITIVE_INFINITY) ?? belief.fields.email.candidates.at(-1)?.value;
    gone.set(belief.id, { seq, atUs, email });
  };

  const createDone = (observation: Answered): void => {
    if (!known(observation.token)) return;
    const email = observation.fields?.email;
    const { status, simulated } = observation.answer;
    if (simulated) {
      if (typeof email === "string") emails.createSettled(email, observation.seq, "refused", status);
    } else if (status >= 200 && status < 300) {
      const user = writtenUser(observation);
      if (typeof email === "string")
        emails.createSettled(email, observation.seq, user === undefined ? "maybe" : "created");
      if (user === undefined) return;
      const weak = observation.exchange.gaps?.before === true;
      const existing = beliefs.get(user.id);
      // An id that exists already is a fault some rule names; the later record is what reads will show.
      if (existing !== undefined) emails.unlink(existing);
      adopt(user, observation.token, observation.seq, observation.sent.startUs, observation.endUs, weak);
    } else if (typeof email === "string") {
      emails.createSettled(email, observation.seq, status >= 500 ? "maybe" : "refused", status);
    }
  };

  const updateDone = (belief: Belief, observation: Answered): void => {
    const { status, simulated } = observation.answer;
    const { seq, endUs } = observation;
    const from = observation.sent.startUs;
    if (status >= 500 && !simulated) return;
    const ok = status >= 200 && status < 300;
    const { body } = observation.answer;
    const shown = body.kind === "json" && isUser(body.value) ? body.value : undefined;
    const refused = new Map<UserField, unknown>();
    for (const field of userFields) {
      const sentValue = proposed(field, observation.fields?.[field]);
      if (sentValue === undefined) continue;
      if (!ok) {
        refused.set(field, sentValue);
        withdraw(belief.fields[field], seq);
      } else {
        const value = shown?.[field] ?? sentValue;
        acknowledge(belief.fields[field], value, seq, from, endUs, oldestOpenUs);
        if (field === "email") emails.link(value, belief);
      }
    }
    if (ok) {
      belief.lastWriteSeq = seq;
      if (shown !== undefined && shown.id === belief.id) seeUser(shown, observation);
    } else if (refused.size > 0) belief.lastRefused = { seq, status, fields: refused };
  };

  const deleteDone = (belief: Belief, observation: Answered): void => {
    const { status, simulated } = observation.answer;
    if (status >= 500 && !simulated) return;
    if (status >= 200 && status < 300) {
      provenAlive(belief, observation);
      acknowledge(belief.alive, false, observation.seq, observation.sent.startUs, observation.endUs, oldestOpenUs);
      belief.lastWriteSeq = observation.seq;
      bury(belief, observation.seq, observation.endUs);
    } else withdraw(belief.alive, observation.seq);
  };

  /** Nobody knows what became of the request; where it certainly never arrived, nothing did. */
  const unanswered = (observation: Observation, maybeDone: boolean): void => {
    const { operation, token, seq, fields } = observation;
    const email = fields?.email;
    if (operation?.id === "createUser" && known(token) && typeof email === "string")
      emails.createSettled(email, seq, maybeDone ? "maybe" : "refused");
    if (maybeDone) return;
    const belief = observation.id === undefined ? undefined : beliefs.get(observation.id);
    if (belief !== undefined) {
      withdraw(belief.alive, seq);
      for (const field of userFields) withdraw(belief.fields[field], seq);
    } else if (isUpdate(operation?.id) && typeof email === "string") emails.notStrayed(email, seq);
  };

  const answered = (observation: Answered): void => {
    const { answer, operation } = observation;
    if (operation === undefined) return;
    if (answer.fromGateway) {
      // It may have happened, as when nobody answers at all.
      unanswered(observation, true);
      return;
    }
    if (operation.id === "createUser") {
      createDone(observation);
      return;
    }
    const belief = observation.id === undefined ? undefined : beliefs.get(observation.id);
    if (isUpdate(operation.id)) {
      const email = observation.fields?.email;
      const refused = answer.simulated || (answer.status >= 400 && answer.status < 500);
      if (belief !== undefined) updateDone(belief, observation);
      // The record may have become known since it was sent.
      if (refused && typeof email === "string") emails.notStrayed(email, observation.seq);
    } else if (operation.id === "deleteUser") {
      if (belief !== undefined) deleteDone(belief, observation);
      else if (observation.id !== undefined && answer.status >= 200 && answer.status < 300) {
        gone.set(observation.id, { seq: observation.seq, atUs: observation.endUs, email: undefined });
      }
    } else if (answer.status === 200 && answer.body.kind === "json") {
      const { value } = answer.body;
      if (Array.isArray(value)) {
        for (const item of value) if (isUser(item)) seeUser(item, observation);
      } else if (isUser(value) && value.id === observation.id) seeUser(value, observation);
    }
    if (
      answer.status === 404 &&
      !answer.simulated &&
      belief !== undefined &&
      belief.owner === observation.token &&
      !belief.weak &&
      nothingElseEnded(belief, observation)
    ) {
      vanish(belief, observation);
    }
  };

  const world: World = {
    beliefs,
    emails,
    gone,
    resets,
    get oldestOpenUs() {
      return oldestOpenUs;
    },
    isOurs,
    predict: predictFor,
  };

  return {
    world,
    sent,
    done: (observation) => {
      open.delete(observation.seq);
      updateOldest();
      if (observation.answer !== undefined) answered(observation);
      else unanswered(observation, observation.failure.maybeDone);
    },
  };
};

/** Whether no request can have ended the record by then: missed all the same, it went with a reset, or by a fault. */
const nothingElseEnded = (belief: Belief, { seq, sent, endUs }: Answered): boolean => {
  const byRequests = belief.alive.candidates.filter((candidate) => candidate.seq > 0 && candidate.seq !== seq);
  return mustSee({ candidates: byRequests }, sent.startUs, endUs) === true;
};

/** Whether the record was certainly alive over the interval, leaving out this request's own proposal to end it. */
export const mustSeeAliveBut = (belief: Belief, seq: number, fromUs: number, toUs: number): boolean => {
  if (belief.weak) return false;
  const others = { candidates: belief.alive.candidates.filter((candidate) => candidate.seq !== seq) };
  return maySee(others, true, fromUs, toUs) && !maySee(others, false, fromUs, toUs);
};
