import { baseUrl, created, fieldsOf, headerList, isAlias, marker, type Parts } from "../../checks/testing/history.ts";
import type { User } from "../../contract/document.ts";
import type { Answer, Failure, Gaps, Sent, TokenAlias } from "../../contract/exchange.ts";
import { type ObservedRequest, observeOutcome, observeRequest } from "../../contract/observation.ts";
import type { UserField } from "../../contract/resources.ts";
import { type Belief, mustSee, possible } from "../belief.ts";
import type { EmailState } from "../validation.ts";
import { createWorld, type World } from "../world.ts";

/** Histories for the tests of the model, written by hand, on a clock that each event moves on. No rules, no server. */

/** A request as it is sent: "A PATCH /users/7", that is who, how, where. */
export const requestOf = (line: string, body?: unknown, seq = 1, startUs = 0, contentType = "application/json") => {
  const [as, method = "", path = ""] = line.split(" ");
  if (!isAlias(as)) throw new TypeError(`"${line}" should begin with a token's alias`);
  const sent: Sent = {
    seq,
    request: {
      method,
      url: `${baseUrl}${path}`,
      headers: body === undefined ? [] : [["content-type", contentType]],
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      token: as,
    },
    attempt: 1,
    startUs,
  };
  return observeRequest(sent, new URL(baseUrl).pathname);
};

/** What came; without parts nothing did, though the request may have been carried out, or certainly was not. */
export const outcomeOf = (parts: Parts | undefined, maybeDone = true): Answer | Failure =>
  parts === undefined
    ? { kind: "failure", fault: maybeDone ? "time" : "transport", message: "none", maybeDone }
    : { kind: "answer", status: parts.status, headers: headerList(parts.headers), body: parts.body };

interface Sending {
  readonly request: ObservedRequest;
  /** When it was sent. */
  readonly atUs: number;
  gives(parts: Parts, gaps?: Gaps): void;
  /** No answer; the request may have been carried out, or certainly was not. */
  fails(maybeDone?: boolean): void;
}

export interface TestWorld {
  readonly world: World;
  ask(line: string, body?: unknown): Sending;
  /** Creates a user, answered 201. */
  make(user: User, as?: TokenAlias): User;
  belief(id: number): Belief;
  /** Values that a request sent then and answered now may show; by default sent now. */
  values(id: number, field: UserField, sinceUs?: number): readonly string[];
  /** Whether such a request certainly finds the record, certainly does not, or that is open. */
  alive(id: number, sinceUs?: number): boolean | undefined;
  /** What a create sent then knows of its e-mail. */
  email(email: string, sinceUs?: number): EmailState;
  readonly nowUs: number;
}

export const testWorld = (): TestWorld => {
  const fold = createWorld((email) => email.includes(marker));
  const { world } = fold;
  let seq = 0;
  let nowUs = 0;
  const belief = (id: number): Belief => {
    const found = world.beliefs.get(id);
    if (found === undefined) throw new Error(`the world knows no user ${id}`);
    return found;
  };
  const ask = (line: string, body?: unknown): Sending => {
    nowUs += 10;
    const request = requestOf(line, body, ++seq, nowUs);
    fold.sent(request);
    return {
      request,
      atUs: nowUs,
      gives: (parts, gaps) => {
        nowUs += 10;
        const exchange = { ...request.sent, outcome: outcomeOf(parts), endUs: nowUs };
        fold.done(observeOutcome(request, gaps === undefined ? exchange : { ...exchange, gaps }));
      },
      fails: (maybeDone = true) => {
        nowUs += 10;
        const outcome = outcomeOf(undefined, maybeDone);
        fold.done(observeOutcome(request, { ...request.sent, outcome, endUs: nowUs }));
      },
    };
  };
  return {
    world,
    ask,
    make: (user, as = "A") => {
      ask(`${as} POST /users`, fieldsOf(user)).gives(created(user));
      return user;
    },
    belief,
    values: (id, field, sinceUs = nowUs) => possible(belief(id).fields[field], sinceUs, nowUs),
    alive: (id, sinceUs = nowUs) => mustSee(belief(id).alive, sinceUs, nowUs),
    email: (email, sinceUs = nowUs) => world.emails.state(email, sinceUs, nowUs, { seq: 0 }),
    get nowUs() {
      return nowUs;
    },
  };
};
