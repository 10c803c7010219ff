import { type RateHeaders, readRateHeaders } from "../client/pacing/rate-headers.ts";
import type { Exchange } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import type { LimiterObservation } from "../limiter/observation.ts";

const nothing: RateHeaders = {
  limit: undefined,
  remaining: undefined,
  resetS: undefined,
  windowS: undefined,
  retryAfterS: undefined,
};

/** What an exchange says of the budget, in whichever fields the server writes it. */
export const rateOf = ({ outcome }: Exchange): RateHeaders =>
  outcome.kind === "answer" ? readRateHeaders(outcome) : nothing;

/** The state of the limiter by one exchange; undefined where no answer came, the token was refused, or a gateway answered. */
export const observationOf = (exchange: Exchange): LimiterObservation | undefined => {
  const { outcome, startUs, endUs } = exchange;
  if (outcome.kind === "failure" || outcome.status === 401 || outcome.status >= 500 || !isServiceWord(exchange))
    return undefined;
  const { limit, remaining, resetS } = rateOf(exchange);
  return { startUs, endUs, admitted: outcome.status !== 429, limit, remaining, resetS };
};
