import type { Exchange } from "../contract/exchange.ts";
import type { LimiterObservation } from "../limiter/observation.ts";

/** A header that is a whole number. */
export const numberIn = (exchange: Exchange, name: string): number | undefined => {
  if (exchange.outcome.kind !== "answer") return undefined;
  const text = exchange.outcome.headers.find(([key]) => key === name)?.[1];
  return text === undefined || !/^\d{1,9}$/.test(text) ? undefined : Number(text);
};

/** What an exchange tells of the limiter: nothing where there was no answer, a refused token, or an edge's error. */
export function observationOf(exchange: Exchange): LimiterObservation | undefined {
  const { outcome, startUs, endUs } = exchange;
  if (outcome.kind === "failure" || outcome.status === 401 || outcome.status >= 500) return undefined;
  return {
    startUs,
    endUs,
    admitted: outcome.status !== 429,
    remaining: numberIn(exchange, "x-ratelimit-remaining"),
    resetS: numberIn(exchange, "x-ratelimit-reset"),
    limit: numberIn(exchange, "x-ratelimit-limit"),
  };
}
