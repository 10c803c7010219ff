import { rateLimitHeaders, wholeNumberIn } from "../contract/exchange.ts";
import { hasOwnMark, isOwnWord } from "../contract/gateway.ts";
import { type Answered, type Observation, type ObservedRequest, userOf } from "../contract/observation.ts";
import { BoundedMap } from "../model/bounded-map.ts";
import type { World } from "../model/world.ts";
import { ownAlive, requestIdOf } from "./evidence.ts";
import { View } from "./rule.ts";

/*
 * What a box between us and the service may do without a mark of its own on the answer: answer with an earlier answer, send a
 * request twice, or write rate-limit headers.
 */

/** An answer that is an earlier one once more: what stands between, or the service, keeps answers and bears no mark of it. */
export interface Copied {
  /** Sequence number of the answer it is a copy of. */
  readonly of: number;
  /** That answer's own headers let a cache keep it: it is no evidence on the service. */
  readonly allowed: boolean;
}

const kept = 10_000;

/** Whether a shared cache may answer with it again without asking. @see RFC 9111 section 3, facts 6.4 */
const mayBeKept = (cacheControl: string | undefined): boolean =>
  cacheControl === undefined ||
  (!/no-store|no-cache|private/i.test(cacheControl) && !/(?:max-age|s-maxage)\s*=\s*"?0\b/i.test(cacheControl));

/**
 * What no two answers share that a service wrote, beside their id: the second, what was left of the budget, and how long the
 * content is. The content itself would be kept ten thousand times.
 */
const signOf = ({ answer: { headers, raw, status } }: Answered): string =>
  [status, headers.get("date"), ...rateLimitHeaders.map((name) => headers.get(name)), raw.body.length].join("\n");

/** Tells copies from answers that are the same in content only: those have an id and a date of their own. */
export const followCopies = (): ((observation: Observation) => Copied | undefined) => {
  const seen = new BoundedMap<string, { readonly seq: number; readonly sign: string }>(kept);
  return (observation) => {
    const { answer, seq } = observation;
    const id = requestIdOf(observation);
    if (answer === undefined || id === undefined || !answer.headers.has("date")) return undefined;
    const earlier = seen.get(id);
    const sign = signOf(observation);
    if (earlier === undefined) seen.set(id, { seq, sign });
    return earlier?.sign === sign
      ? { of: earlier.seq, allowed: mayBeKept(answer.headers.get("cache-control")) }
      : undefined;
  };
};

/** So many answers with its marks, and so few of its own without, show that the service marks each of its answers. */
const leastMarked = 10;
const mostBare = 0.1;

/** What a framework refuses by itself, before the application has the request to mark. */
const byTheFramework = new Set([400, 405, 415]);

/**
 * Tells answers that have none of the marks which the service gives all others, and that no service gives: a refusal in other
 * words than its own, or a success that shows nothing. A box that bears no mark either wrote them, as a firewall's 403. An error
 * of the service itself is for others to tell: whatever crashes may lose its marks.
 */
export const followMarks = (): ((observation: Observation) => boolean) => {
  let marked = 0;
  let bare = 0;
  const isOdd = ({ answer: { status, body }, operation }: Answered): boolean => {
    if (byTheFramework.has(status)) return false;
    if (status >= 400 && status < 500) return !(body.kind === "json" && isOwnWord(body.value));
    if (status === 204) return operation?.method !== "DELETE";
    return status < 300 && !(body.kind === "json" && Array.isArray(body.value)) && userOf(body) === undefined;
  };
  return (observation) => {
    const { answer, exchange } = observation;
    if (answer === undefined || answer.fromGateway || exchange.gaps?.headers === true) return false;
    const { headers } = answer.raw;
    if (hasOwnMark(headers)) {
      marked++;
      return false;
    }
    if (!isOdd(observation)) bare++;
    else return headers.length > 0 && marked >= leastMarked && bare <= mostBare * marked;
    return false;
  };
};

/** The same observation as if a gateway had written the answer: no evidence on the service. */
export const asForeignAnswer = (observation: Observation): Observation =>
  observation.answer === undefined
    ? observation
    : { ...observation, answer: { ...observation.answer, fromGateway: true } };

/**
 * Requests that what stands between sends twice, and passes the second answer on: a create is then refused for the e-mail that it
 * has just taken itself, and a delete finds nothing. The service's budget tells: such a call costs two.
 */
export interface Repeats {
  /** @param alone nothing else of ours was under way */
  sent(request: ObservedRequest, alone: boolean): void;
  /** Whether the answer is that to a repetition, by what it says and what it cost. */
  done(observation: Observation, world: World): boolean;
  /** Whether calls of this operation are sent twice, so that what they cost says nothing of the service's prices. */
  happens(observation: Observation): boolean;
}

interface Shown {
  readonly remaining: number;
  readonly endUs: number;
  /** The end of the call before it: Remaining may lag one call behind, so that what came back since then shows only now. @see facts 7.5 */
  readonly sinceUs: number | undefined;
}

interface Token {
  last: Shown | undefined;
  /** The call that is under way left with nothing else of ours. */
  alone: boolean;
}

/**
 * What calls of an operation cost whose answers a repetition would explain: such a call costs two, and one of a service that is
 * wrong itself costs one. What comes back meanwhile comes in whole calls, so that one call alone proves little.
 */
interface Costs {
  calls: number;
  /** What they cost together, as Remaining fell and by what should have come back. */
  spent: number;
  /** How far that may be off, as a variance. */
  variance: number;
  /** One of them cost two at the least. */
  twice: boolean;
}

/** A call that leaves two fewer than before has cost two at the least, whatever came back meanwhile. */
const twoCalls = 2;
/** So many standard deviations, and never less than this many calls, are no coincidence. */
const deviations = 4;
const leastApart = 1.5;
const minuteUs = 60e6;

const isOnlyTaken = ({ answer }: Observation): boolean =>
  answer?.status === 422 &&
  answer.body.kind === "json" &&
  /^\[\{"field":"email","message":"has already been taken"\}\]$/.test(JSON.stringify(answer.body.value));

/** @param isOurs whether an e-mail was drawn by this run, so that no other user can have it */
export const followRepeats = (isOurs: (email: string) => boolean): Repeats => {
  const tokens = new Map<string, Token>();
  const of = (name: string): Token => {
    const token = tokens.get(name) ?? { last: undefined, alone: false };
    tokens.set(name, token);
    return token;
  };
  const costs = new Map<string, Costs>();
  const costsOf = ({ operation }: Observation): Costs => {
    const id = operation?.id ?? "";
    const known = costs.get(id) ?? { calls: 0, spent: 0, variance: 0, twice: false };
    costs.set(id, known);
    return known;
  };
  /** Whether they have cost one each, so that nothing but the service can have answered so. */
  const areOnce = ({ calls, spent, variance }: Costs): boolean =>
    twoCalls * calls - spent >= Math.max(leastApart, deviations * Math.sqrt(variance));
  const wouldExplain = (observation: Observation, world: World): boolean => {
    const { operation, fields, sent, endUs, answer } = observation;
    if (answer === undefined || answer.fromGateway) return false;
    if (operation?.id === "createUser") {
      const email = fields?.email;
      return (
        isOnlyTaken(observation) &&
        typeof email === "string" &&
        isOurs(email) &&
        world.emails.holder(email, sent.startUs, endUs, undefined) === undefined
      );
    }
    return operation?.id === "deleteUser" && answer.status === 404 && ownAlive(new View(observation, world));
  };
  return {
    sent: ({ token }, alone) => {
      of(token).alone = alone;
    },
    done: (observation, world) => {
      const token = of(observation.token);
      const { last, alone } = token;
      const headers = observation.answer?.headers;
      const remaining = wholeNumberIn(headers?.get("x-ratelimit-remaining"));
      const limit = wholeNumberIn(headers?.get("x-ratelimit-limit")) ?? 0;
      token.last = remaining === undefined ? undefined : { remaining, endUs: observation.endUs, sinceUs: last?.endUs };
      if (!wouldExplain(observation, world)) return false;
      const cost = costsOf(observation);
      if (last !== undefined && remaining !== undefined && alone) {
        const fall = last.remaining - remaining;
        if (fall >= twoCalls) {
          cost.twice = true;
          return true;
        }
        if (last.sinceUs === undefined) return cost.twice && !areOnce(cost);
        const returned = (limit * (observation.endUs - last.sinceUs)) / minuteUs;
        const part = returned % 1;
        cost.calls++;
        cost.spent += fall + returned;
        cost.variance += part * (1 - part);
      }
      return cost.twice && !areOnce(cost);
    },
    happens: (observation) => {
      const cost = costsOf(observation);
      return cost.twice && !areOnce(cost);
    },
  };
};

/** Null: an answer without. */
const limitOf = ({ answer }: Observation): string | null => answer?.headers.get("x-ratelimit-limit") ?? null;

/**
 * The service shows a budget to valid tokens alone (facts 7.2). Where guests and wrong tokens are shown the same limit as
 * tokens are, a box wrote it that counts for itself and reads no token: nothing of a token's budget follows.
 * @param onForeign called whenever that turns out
 * @returns takes each observation, and gives it back as it is, or without the headers where they are a box's
 */
export const followBudgetOwner = (onForeign: () => void): ((observation: Observation) => Observation) => {
  const shown: { token?: string | null; guest?: string | null; wrong?: string | null } = {};
  const isForeign = (): boolean => {
    const { token, guest, wrong } = shown;
    if (typeof token !== "string" || (guest === undefined && wrong === undefined)) return false;
    return (guest === undefined || guest === token) && (wrong === undefined || wrong === token);
  };
  const learn = (observation: Observation): void => {
    const { token, answer } = observation;
    if (answer === undefined || answer.fromGateway) return;
    if (answer.status !== 401) {
      if (token === "anonymous") shown.guest = limitOf(observation);
      if (token === "A" || token === "B") shown.token = limitOf(observation);
    } else if (token === "invalid" || token === "anonymous") shown.wrong = limitOf(observation);
  };
  let wasForeign = false;
  return (observation) => {
    learn(observation);
    const foreign = isForeign();
    if (foreign && !wasForeign) onForeign();
    wasForeign = foreign;
    const { answer } = observation;
    if (answer === undefined || !foreign) return observation;
    const headers = new Map(answer.headers);
    for (const name of rateLimitHeaders) headers.delete(name);
    return { ...observation, answer: { ...answer, headers, budgetIsForeign: true } };
  };
};
