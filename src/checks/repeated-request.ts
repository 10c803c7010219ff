import type { Observation, ObservedRequest } from "../contract/observation.ts";
import type { World } from "../model/world.ts";
import { AnswerView } from "./answer-view.ts";
import { ownAlive, wholeNumberIn } from "./evidence.ts";

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
}

interface Token {
  last: Shown | undefined;
  /** The call that is under way left with nothing else of ours. */
  alone: boolean;
}

/** Of an operation's answers that a repetition would explain: how many had cost two, and how many had not. */
interface Costs {
  twice: number;
  once: number;
}

/** A call that leaves two fewer than before has cost two at the least, whatever came back meanwhile. */
const twoCalls = 2;
/** Where less than this came back, a call that leaves one fewer has cost one. */
const leastReturned = 0.5;
/** Some had cost two, and so many times as many as had not: then what came back meanwhile hid it in the others. */
const surelyTimes = 3;
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
    const known = costs.get(id) ?? { twice: 0, once: 0 };
    costs.set(id, known);
    return known;
  };
  const areTwice = ({ twice, once }: Costs): boolean => twice > 0 && twice >= surelyTimes * once;
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
      token.last = remaining === undefined ? undefined : { remaining, endUs: observation.endUs };
      if (!wouldExplain(observation, world)) return false;
      const cost = costsOf(observation);
      if (last !== undefined && remaining !== undefined && alone) {
        if (last.remaining - remaining >= twoCalls) {
          cost.twice++;
          return true;
        }
        if ((limit * (observation.endUs - last.endUs)) / minuteUs < leastReturned) cost.once++;
      }
      return areTwice(cost);
    },
    happens: (observation) => areTwice(costsOf(observation)),
  };
};
