import type { Exchange } from "./exchange.ts";
import { type Speaker, speakerOf } from "./gateway.ts";

/** How many of the answers were the service's own, and what the others said. */
export interface Hearing {
  add(exchange: Exchange): Speaker;
  readonly answers: number;
  /** Of them, those that were not the service's, or may not have been. */
  readonly foreign: number;
  /** The last of those, in one phrase. */
  readonly reason: string;
  /** One line, once so many were foreign that nothing can be said of the service as a whole. */
  tooLittle(): string | undefined;
}

/** Fewer may be one outage of a few seconds. */
const leastForeign = 10;
const mostShare = 0.1;

export const createHearing = (): Hearing => {
  let answers = 0;
  let foreign = 0;
  let reason = "";
  return {
    add: (exchange) => {
      const speaker = speakerOf(exchange);
      if (exchange.outcome.kind === "answer") answers++;
      if (speaker.who !== "service") {
        foreign++;
        reason = speaker.reason;
      }
      return speaker;
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
    tooLittle: () =>
      foreign > mostShare * answers && (foreign >= leastForeign || foreign === answers)
        ? `${foreign} of ${answers} answers were not the service's, too many to say that it holds: ${reason}`
        : undefined,
  };
};
