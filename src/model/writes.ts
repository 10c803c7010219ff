import { isUser, type User } from "../contract/document.ts";
import type { TokenAlias } from "../contract/exchange.ts";
import { memoizeLast } from "../contract/memoize-last.ts";
import { type Answered, type Observation, type ObservedRequest, userOf } from "../contract/observation.ts";
import { type UserField, userFields } from "../contract/resources.ts";
import { idInLocation, pathOf, safeMethods } from "../contract/route.ts";
import { acknowledge, type Belief, propose, unveil, veil, withdraw } from "./belief.ts";
import type { Records } from "./records.ts";

const known = (alias: TokenAlias) => alias === "A" || alias === "B" || alias === "unknown";
const isSuccess = (status: number) => status >= 200 && status < 300;

export const isUpdate = (operationId: string | undefined) => operationId === "patchUser" || operationId === "putUser";

export const emailSent = ({ fields }: ObservedRequest): string | undefined =>
  typeof fields?.email === "string" ? fields.email : undefined;

/** The value a write of this field would leave, as far as the contract settles it. */
const proposed = (field: UserField, value: unknown): string | undefined => {
  if (typeof value !== "string") return undefined;
  return field === "gender" || field === "status" ? value.toLowerCase() : value;
};

const anyUserPath = new RegExp(`${pathOf("listUsers")}/+([1-9]\\d{0,14})(?:\\.\\w+)?/*$`, "i");

/**
 * The user that a request may change nobody knows how: by a body that is not read here (facts 12.4), by its query
 * (facts 3.16), or by a path that the spec does not have and services take for one it has (facts 6.8, facts 12.5).
 */
export const changedUnseen: (request: ObservedRequest) => number | undefined = memoizeLast((request) => {
  const { operation, body, id, query, sent } = request;
  if (operation?.method === "GET") return undefined;
  if (id !== undefined) {
    if (!isUpdate(operation?.id)) return undefined;
    const isRead = body.kind === "json" || body.kind === "none";
    return isRead && !userFields.some((field) => query.has(field)) ? undefined : id;
  }
  if (safeMethods.has(sent.request.method)) return undefined;
  const found = anyUserPath.exec(new URL(sent.request.url).pathname)?.[1];
  return found === undefined ? undefined : Number(found);
});

/** Such a change has left. */
const unseenSent = ({ beliefs }: Records, request: ObservedRequest, id: number): void => {
  const { seq, sent } = request;
  const belief = beliefs.get(id);
  if (belief === undefined) return;
  veil(belief, seq, sent.startUs);
  // Which method the service takes it for is not known either.
  if (request.id === undefined) propose(belief.alive, false, seq, sent.startUs);
};

/**
 * What becomes of such a change: an answer shows the record as it left it, or that there was none. Else the record may
 * hold anything since, or be gone.
 */
export const unseenOver = ({ beliefs, emails, see }: Records, seen: Observation, oldestOpenUs: number): void => {
  const id = changedUnseen(seen);
  const belief = id === undefined ? undefined : beliefs.get(id);
  if (belief === undefined) return;
  const { seq, sent, endUs, answer, failure } = seen;
  unveil(belief, seq, endUs, oldestOpenUs);
  if (seen.id === undefined) withdraw(belief.alive, seq);
  if (answer === undefined || answer.fromGateway) {
    belief.weak ||= failure?.maybeDone !== false;
    return;
  }
  const { status, simulated, body } = answer;
  if (simulated || (status >= 300 && status < 500)) return;
  const user = userOf(body);
  if (!isSuccess(status) || user === undefined || user.id !== id) {
    belief.weak = true;
    return;
  }
  for (const field of userFields)
    acknowledge(belief.fields[field], user[field], seq, sent.startUs, endUs, oldestOpenUs);
  emails.link(user.email, belief);
  belief.lastWriteSeq = seq;
  see(user, seen);
};

/** A write has left: from here on it may take effect. */
export const writeSent = (records: Records, request: ObservedRequest): void => {
  const { beliefs, emails } = records;
  const unseen = changedUnseen(request);
  if (unseen !== undefined) unseenSent(records, request, unseen);
  const { seq, token, id, fields } = request;
  const { startUs } = request.sent;
  const op = request.operation?.id;
  const email = emailSent(request);
  if (op === "createUser") {
    if (known(token) && email !== undefined) emails.createSent(email, seq);
    return;
  }
  if (id === undefined || !(isUpdate(op) || op === "deleteUser")) return;
  const belief = beliefs.get(id);
  if (belief === undefined) {
    if (isUpdate(op) && known(token) && email !== undefined) emails.strayed(email, seq);
    return;
  }
  if (op === "deleteUser") {
    propose(belief.alive, false, seq, startUs);
    return;
  }
  for (const field of userFields) {
    const value = proposed(field, fields?.[field]);
    if (value === undefined) continue;
    propose(belief.fields[field], value, seq, startUs);
    if (field === "email") emails.link(value, belief);
  }
};

/** The user a successful write left, from its body where that can be read, else from what was sent. */
const writtenUser = (observation: Answered): User | undefined => {
  const { body } = observation.answer;
  const left = userOf(body);
  if (left !== undefined) return left;
  const shown = body.kind === "json" && typeof body.value === "object" && body.value !== null ? body.value : {};
  const location = idInLocation(observation.answer.headers.get("location"), observation.sent.request.url);
  const id = observation.id ?? Number("id" in shown && shown.id !== undefined ? shown.id : location);
  if (!Number.isSafeInteger(id) || id <= 0) return undefined;
  const text = (field: UserField) => proposed(field, observation.fields?.[field]) ?? "";
  const user = { id, name: text("name"), email: text("email"), gender: text("gender"), status: text("status") };
  return isUser(user) ? user : undefined;
};

/** @returns the id of the record that it made */
export const createAnswered = (
  { beliefs, emails, add, resets }: Records,
  observation: Answered,
): number | undefined => {
  const { token, seq, sent, endUs, exchange } = observation;
  if (!known(token)) return undefined;
  const email = emailSent(observation);
  const { status, simulated } = observation.answer;
  const settle = (as: "created" | "maybe" | "refused", by?: number): undefined => {
    if (email !== undefined) emails.createSettled(email, seq, as, by);
  };
  if (simulated || !isSuccess(status)) {
    return settle(status >= 500 && !simulated ? "maybe" : "refused", status);
  }
  const user = writtenUser(observation);
  const stranger = user === undefined ? undefined : resets.strangers.get(user.id);
  if (stranger?.email === user?.email && (stranger?.seenUs ?? Infinity) <= sent.startUs) {
    // It was found, not made, and is not ours.
    return settle("refused", status);
  }
  settle(user === undefined ? "maybe" : "created");
  if (user === undefined) return undefined;
  const existing = beliefs.get(user.id);
  // An id that exists already is a fault some rule names; the later record is what reads will show.
  if (existing !== undefined) emails.unlink(existing);
  add(user, { owner: token, seq, fromUs: sent.startUs, atUs: endUs, weak: exchange.gaps?.before === true });
  return user.id;
};

/** Any of them may be what a read shows, not the last alone. */
const mostRefused = 8;

/** @param oldestOpenUs when the oldest request that is still in flight was sent, µs */
export const updateAnswered = (
  { emails, see }: Records,
  belief: Belief,
  observation: Answered,
  oldestOpenUs: number,
): void => {
  const { status, simulated, body } = observation.answer;
  const { seq, endUs } = observation;
  const from = observation.sent.startUs;
  if (status >= 500 && !simulated) return;
  const ok = isSuccess(status);
  const shown = userOf(body);
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
    if (shown !== undefined && shown.id === belief.id) see(shown, observation);
  } else if (refused.size > 0)
    belief.refused = [...belief.refused.slice(1 - mostRefused), { seq, status, fields: refused }];
};

/** @param oldestOpenUs when the oldest request that is still in flight was sent, µs */
export const deleteAnswered = (
  { beliefs, resets, bury }: Records,
  id: number,
  observation: Answered,
  oldestOpenUs: number,
): void => {
  const { status, simulated } = observation.answer;
  const { seq, sent, endUs } = observation;
  const belief = beliefs.get(id);
  if (belief !== undefined) {
    if (status >= 500 && !simulated) return;
    if (!isSuccess(status)) {
      withdraw(belief.alive, seq);
      return;
    }
    resets.alive(belief, observation);
    acknowledge(belief.alive, false, seq, sent.startUs, endUs, oldestOpenUs);
    belief.lastWriteSeq = seq;
  }
  if (isSuccess(status)) bury(id, observation);
};

/** It is unknown what became of the request; where it certainly never arrived, nothing did. */
export const unanswered = ({ beliefs, emails }: Records, observation: Observation, maybeDone: boolean): void => {
  const { operation, token, seq, id } = observation;
  const email = emailSent(observation);
  if (operation?.id === "createUser" && known(token) && email !== undefined)
    emails.createSettled(email, seq, maybeDone ? "maybe" : "refused");
  if (maybeDone) return;
  const belief = id === undefined ? undefined : beliefs.get(id);
  if (belief !== undefined) {
    withdraw(belief.alive, seq);
    for (const field of userFields) withdraw(belief.fields[field], seq);
  } else if (isUpdate(operation?.id) && email !== undefined) emails.notStrayed(email, seq);
};
