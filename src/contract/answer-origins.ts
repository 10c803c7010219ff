import type { Exchange } from "./exchange.ts";
import { type AnswerOrigin, originOf } from "./gateway.ts";

/** Counts the answers by origin: the service itself, or a gateway in its place. */
export interface AnswerOrigins {
  add(exchange: Exchange): AnswerOrigin;
  readonly answers: number;
  /** Of them, those that were not the service's, or may not have been. */
  readonly foreign: number;
  /** Which gateway sent the last of those, in one phrase. */
  readonly reason: string;
  /** One line, where the last answers, some in a row, were all foreign: from there on the service said nothing. */
  silentAtTheEnd(): string | undefined;
  /** One line, once so many answers were foreign that no verdict on the service as a whole is possible. */
  tooManyForeign(): string | undefined;
}

/** Fewer may be one outage of a few seconds. */
const leastForeign = 10;
const mostShare = 0.1;
/** Fewer at the end may be one outage, too. */
const leastAtTheEnd = 5;

export const createAnswerOrigins = (): AnswerOrigins => {
  let answers = 0;
  let foreign = 0;
  let inARow = 0;
  let reason = "";
  return {
    add: (exchange) => {
      const origin = originOf(exchange);
      if (exchange.outcome.kind === "answer") answers++;
      const { outcome } = exchange;
      if (outcome.kind === "answer" && outcome.overrun === true) {
        // Nobody reads what a client gives up, whoever broke it.
        foreign++;
        reason = `bytes came after the end of a ${outcome.status}`;
      } else if (origin.who === "service") {
        if (outcome.kind === "answer") inARow = 0;
      } else {
        inARow++;
        foreign++;
        reason = origin.reason;
      }
      return origin;
    },
    get answers() {
      return answers;
    },
    get foreign() {
      return foreign;
    },
    get reason() {
      return reason;
    },
    silentAtTheEnd: () =>
      inARow >= leastAtTheEnd ? `the last ${inARow} answers were not the service's: ${reason}` : undefined,
    tooManyForeign: () =>
      foreign > mostShare * answers && (foreign >= leastForeign || foreign === answers)
        ? `${foreign} of ${answers} answers were not the service's, too many to say that it holds: ${reason}`
        : undefined,
  };
};
