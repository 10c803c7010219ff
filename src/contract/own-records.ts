import { answerOf, type Exchange, headerOf, type TokenAlias } from "./exchange.ts";
import { isServiceAnswer } from "./gateway.ts";
import { isObject } from "./is-object.ts";
import { idInLocation, routeOf } from "./route.ts";

/** The fields of one user in a body, even where only some of them are valid. */
interface SeenUser {
  /** A positive whole number, also where it is written as text. */
  readonly id: number | undefined;
  readonly email: string | undefined;
  readonly name: string | undefined;
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

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

const seen = (value: unknown): readonly SeenUser[] => {
  if (!isObject(value)) return [];
  const id = idOf(value.id);
  const email = textOf(value.email);
  return id === undefined && email === undefined ? [] : [{ id, email, name: textOf(value.name) }];
};

/** The users of a body, one or a list, of a request or of an answer; of anything else none. For rules there is the schema. */
export const usersIn = (body: string | undefined): readonly SeenUser[] => {
  const value = jsonOf(body);
  return Array.isArray(value) ? value.flatMap(seen) : seen(value);
};

/** Of the lists and reads before, the latest that may show whose user a create answers with. */
const mostShown = 50;

/** Users that were made and are not known to be gone, with who made them, the oldest first. */
export class OwnRecords extends Map<number, TokenAlias> {
  readonly #made = new Set<number>();
  readonly #shown: { readonly endUs: number; readonly body: string }[] = [];

  override set(id: number, as: TokenAlias): this {
    this.#made.add(id);
    return super.set(id, as);
  }

  /** Takes in what a list or a read has shown. */
  show(body: string, endUs: number): void {
    this.#shown.push({ endUs, body });
    if (this.#shown.length > mostShown) this.#shown.shift();
  }

  /** Whether it was there, and none of ours, before the moment: a service that finds where it should create answers so. */
  isAnothers(user: SeenUser, beforeUs: number): boolean {
    const { id, email } = user;
    if (id === undefined || email === undefined || this.#made.has(id)) return false;
    const showsIt = (body: string) =>
      body.includes(String(id)) && usersIn(body).some((each) => each.id === id && each.email === email);
    return this.#shown.some(({ endUs, body }) => endUs <= beforeUs && showsIt(body));
  }
}

/** What an exchange did to the users a caller has, from the answer alone: cleaning up must not depend on any belief. */
type RecordChange =
  | { readonly kind: "made" | "gone"; readonly id: number }
  /** A create that certainly made nothing, or may have made one without our seeing its id. */
  | { readonly kind: "refused" | "unsure" };

const plain = (text: string) => text.trim().toLowerCase();

/** Whether it may be the user that was sent: a service that spoils an e-mail, even its marker, has still made a user of ours. */
const mayBeSent = (sent: SeenUser | undefined, shown: SeenUser | undefined): boolean =>
  sent?.email === undefined ||
  shown?.email === undefined ||
  plain(sent.email) === plain(shown.email) ||
  (sent.name !== undefined && sent.name === shown.name);

const createdBy = (own: OwnRecords, exchange: Exchange): RecordChange => {
  const { request, outcome, startUs } = exchange;
  const answer = outcome.kind === "answer" ? outcome : outcome.partial;
  if (answer !== undefined && answer.status >= 200 && answer.status < 300) {
    const shown = usersIn(answer.body)[0];
    // Whoever it shows, it is not the user that was to be made: nothing may be done to that one.
    if (!mayBeSent(usersIn(request.body)[0], shown)) return { kind: "unsure" };
    if (shown !== undefined && own.isAnothers(shown, startUs)) return { kind: "refused" };
    const id = shown?.id ?? idInLocation(headerOf(answer, "location"), request.url);
    return id === undefined ? { kind: "unsure" } : { kind: "made", id };
  }
  const refused =
    outcome.kind === "failure"
      ? !outcome.maybeDone
      : outcome.status >= 400 && outcome.status < 500 && isServiceAnswer(exchange);
  return { kind: refused ? "refused" : "unsure" };
};

/** The users that a list by a whole e-mail has shown; undefined: it is no such list, or was not shown. */
export const lookedUpIn = (
  exchange: Exchange,
): { readonly email: string; readonly ids: readonly number[] } | undefined => {
  const { request } = exchange;
  const answer = answerOf(exchange);
  if (answer?.status !== 200 || routeOf(request)?.operation.id !== "listUsers" || !isServiceAnswer(exchange))
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
    const change = createdBy(own, exchange);
    if (change.kind === "made") own.set(change.id, request.token);
    return change;
  }
  const reads = route?.operation.id === "listUsers" || route?.operation.id === "getUser";
  if (reads && outcome.kind === "answer" && outcome.status === 200) own.show(outcome.body, exchange.endUs);
  if (route?.operation.id !== "deleteUser" || outcome.kind !== "answer") return undefined;
  const id = Number(route.id);
  const gone = (outcome.status >= 200 && outcome.status < 300) || outcome.status === 404;
  // A 404 counts only as an answer to the record's owner: every other caller gets one anyway.
  if (!gone || own.get(id) !== request.token) return undefined;
  if (isSimulated(request.url) || !isServiceAnswer(exchange)) return undefined;
  own.delete(id);
  return { kind: "gone", id };
};
