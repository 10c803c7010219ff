import { type RateHeaders, readRateHeaders } from "../client/pacing/rate-headers.ts";
import type { Clock } from "../contract/clock.ts";
import type { Exchange, HistoryEvent } from "../contract/exchange.ts";
import { isServiceAnswer } from "../contract/gateway.ts";
import type { LimiterObservation } from "../limiter/limiter.ts";

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
  if (outcome.kind === "failure" || outcome.status === 401 || outcome.status >= 500 || !isServiceAnswer(exchange))
    return undefined;
  const { limit, remaining, resetS } = rateOf(exchange);
  return { startUs, endUs, admitted: outcome.status !== 429, limit, remaining, resetS };
};

/** Knows by what was sent whether the budget is spent, and when it is full again. */
export interface FullBudget {
  /** Give this to the transport. */
  readonly onEvent: (event: HistoryEvent) => void;
  /** Whether an answer of the last window said that nothing was left. */
  isSpent(): boolean;
  /** @see ProcedureContext.settle */
  settle(windows?: number): Promise<void>;
}

export const watchBudget = (options: {
  readonly clock: Clock;
  readonly windowS: number;
  readonly signal: AbortSignal;
  readonly progress: ((line: string) => void) | undefined;
}): FullBudget => {
  const { clock, windowS, signal, progress } = options;
  let lastSentUs = Number.NEGATIVE_INFINITY;
  let lastSpentUs = Number.NEGATIVE_INFINITY;
  return {
    onEvent: (event) => {
      if (event.type === "sent") lastSentUs = event.sent.startUs;
      else if (
        event.exchange.outcome.kind === "answer" &&
        (event.exchange.outcome.status === 429 || rateOf(event.exchange).remaining === 0)
      )
        lastSpentUs = event.exchange.endUs;
    },
    isSpent: () => clock.nowUs() < lastSpentUs + windowS * 1e6,
    settle: async (windows = 1) => {
      // A twentieth of a window more: the bucket's clock is not ours.
      const fullAtUs = lastSentUs + windowS * (windows + 0.05) * 1e6;
      if (clock.skip !== undefined && fullAtUs > clock.nowUs()) clock.skip((fullAtUs - clock.nowUs()) / 1000);
      while (clock.nowUs() < fullAtUs && !signal.aborted) {
        progress?.(`waiting ${((fullAtUs - clock.nowUs()) / 1e6).toFixed(0)} s for a full budget`);
        // It rejects when it is interrupted, which ends the loop.
        await clock.sleep(Math.min(1000, (fullAtUs - clock.nowUs()) / 1000), signal).catch(() => {});
      }
    },
  };
};
