import { answerOf, type Exchange, headerOf, type TokenAlias } from "./exchange.ts";
import { isServiceWord } from "./gateway.ts";
import { isObject } from "./is-object.ts";
import { idInLocation, routeOf } from "./route.ts";

/** The fields of one user in a body, even where only some of them are valid. */
interface SeenUser {
  /** A positive whole number, also where it is written as text. */
  readonly id: number | undefined;
  readonly email: string | undefined;
}

/** A body as JSON; undefined where it is none. */
export const jsonOf = (body: string | undefined): unknown => {
  if (body === undefined || body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const idOf = (value: unknown): number | undefined => {
  const id = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) && id > 0 ? id : undefined;
};

const seen = (value: unknown): readonly SeenUser[] => {
  if (!isObject(value)) return [];
  const id = idOf(value.id);
  const email = typeof value.email === "string" ? value.email : undefined;
  return id === undefined && email === undefined ? [] : [{ id, email }];
};

/** The users of a body, one or a list, of a request or of an answer; of anything else none. For rules there is the schema. */
export const usersIn = (body: string | undefined): readonly SeenUser[] => {
  const value = jsonOf(body);
  return Array.isArray(value) ? value.flatMap(seen) : seen(value);
};

/** Users that were made and are not known to be gone, with who made them, the oldest first. */
export type OwnRecords = Map<number, TokenAlias>;

/** What an exchange did to the users a caller has, from the answer alone: cleaning up must not depend on any belief. */
type RecordChange =
  | { readonly kind: "made" | "gone"; readonly id: number }
  /** A create that certainly made nothing, or may have made one without our seeing its id. */
  | { readonly kind: "refused" | "unsure" };

const createdBy = (exchange: Exchange): RecordChange => {
  const { request, outcome } = exchange;
  const answer = outcome.kind === "answer" ? outcome : outcome.partial;
  if (answer !== undefined && answer.status >= 200 && answer.status < 300) {
    const id = usersIn(answer.body)[0]?.id ?? idInLocation(headerOf(answer, "location"), request.url);
    return id === undefined ? { kind: "unsure" } : { kind: "made", id };
  }
  const refused =
    outcome.kind === "failure"
      ? !outcome.maybeDone
      : outcome.status >= 400 && outcome.status < 500 && isServiceWord(exchange);
  return { kind: refused ? "refused" : "unsure" };
};

/** The users that a list by a whole e-mail has shown; undefined: it is no such list, or was not shown. */
export const lookedUpIn = (
  exchange: Exchange,
): { readonly email: string; readonly ids: readonly number[] } | undefined => {
  const { request } = exchange;
  const answer = answerOf(exchange);
  if (answer?.status !== 200 || routeOf(request)?.operation.id !== "listUsers" || !isServiceWord(exchange))
    return undefined;
  const email = new URL(request.url).searchParams.get("email")?.toLowerCase();
  if (email === undefined) return undefined;
  const ids = usersIn(answer.body).flatMap((user) =>
    user.id !== undefined && user.email?.toLowerCase() === email ? [user.id] : [],
  );
  return { email, ids };
};

/** The service answered in place of acting: nothing happened to any record. */
const isSimulated = (url: string) => new URL(url).searchParams.has("force_status");

/** Takes in what an exchange did; returns it, or undefined where it did nothing to any record of ours. */
export const followRecords = (own: OwnRecords, exchange: Exchange): RecordChange | undefined => {
  const { request, outcome } = exchange;
  const route = routeOf(request);
  if (route?.operation.id === "createUser") {
    const change = createdBy(exchange);
    if (change.kind === "made") own.set(change.id, request.token);
    return change;
  }
  if (route?.operation.id !== "deleteUser" || outcome.kind !== "answer") return undefined;
  const id = Number(route.id);
  const gone = (outcome.status >= 200 && outcome.status < 300) || outcome.status === 404;
  // A 404 counts only as an answer to the record's owner: every other caller gets one anyway.
  if (!gone || own.get(id) !== request.token) return undefined;
  if (isSimulated(request.url) || !isServiceWord(exchange)) return undefined;
  own.delete(id);
  return { kind: "gone", id };
};
