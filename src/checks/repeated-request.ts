import { wholeNumberIn } from "../contract/exchange.ts";
import type { Observation, ObservedRequest } from "../contract/observation.ts";
import type { World } from "../model/world.ts";
import { ownAlive } from "./evidence.ts";
import { AnswerView } from "./rule.ts";

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
    return operation?.id === "deleteUser" && answer.status === 404 && ownAlive(new AnswerView(observation, world));
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
