import { answerOf, type Exchange, headerOf, type TokenAlias } from "./exchange.ts";
import { isServiceWord } from "./gateway.ts";
import { idInLocation, routeOf } from "./route.ts";
import { usersIn } from "./seen-users.ts";

/** Users that were made and are not known to be gone, with who made them, the oldest first. */
export type OwnRecords = Map<number, TokenAlias>;

/** What an exchange did to the users a caller has, from the answer alone: cleaning up must not depend on any belief. */
export type RecordChange =
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
