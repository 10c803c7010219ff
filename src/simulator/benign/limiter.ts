import type { Decision } from "../../limiter/limiter.ts";
import type { BenignVariant } from "../fault.ts";
import { withHeaders } from "../responses.ts";

/** Another Reset than the recorded one. */
const resetAs =
  (resetS: (decision: Decision) => number): NonNullable<BenignVariant["policy"]> =>
  (correct) => ({
    ...correct,
    rateHeaders: (limit, decision) => correct.rateHeaders(limit, { ...decision, resetS: resetS(decision) }),
  });

/** Another program spends from the token of each call before it: so many at most, in so many of ten cases. */
const sharedWith =
  (most: number, inTen: number): NonNullable<BenignVariant["policy"]> =>
  (correct, { random }) => ({
    ...correct,
    charge: (budget, nowUs) => {
      if (random() * 10 < inTen) for (let i = Math.ceil(random() * most); i > 0; i--) budget.take(nowUs);
      return correct.charge(budget, nowUs);
    },
  });

/** Rate limits of other sizes, families and headers. */
export const limiterVariants: readonly BenignVariant[] = [
  {
    id: "by-fixed-window-aligned",
    sentence: "The rate limit is a fixed window cut at whole minutes.",
    settings: { family: "fixed-window-aligned" },
  },
  {
    id: "by-fixed-window-anchored",
    sentence: "The rate limit is a fixed window that begins with the first call.",
    settings: { family: "fixed-window-anchored" },
  },
  {
    id: "by-interval-bucket",
    sentence: "The rate limit is a bucket that refills a request at a time.",
    settings: { family: "interval-bucket" },
  },
  {
    id: "by-sliding-counter",
    sentence: "The rate limit is a sliding window estimated from two counters.",
    settings: { family: "sliding-counter" },
  },
  {
    id: "by-sliding-log",
    sentence: "The rate limit is a sliding window that remembers every call.",
    settings: { family: "sliding-log" },
  },
  {
    id: "by-token-bucket",
    sentence: "The rate limit is a token bucket that refills evenly.",
    settings: { family: "token-bucket" },
  },
  /** Remaining without the lag of the recorded limiter. */
  {
    id: "immediate-remaining",
    sentence: "Remaining counts the call it answers.",
    policy: (correct) => ({
      ...correct,
      charge: async (budget, nowUs) => {
        const decision = await correct.charge(budget, nowUs);
        // Looks at what the next call would show, and goes back.
        const back = budget.mark();
        const next = budget.take(nowUs);
        back();
        return decision.admitted ? { ...decision, remaining: next.remaining } : decision;
      },
    }),
  },
  {
    id: "initial-remaining-lower",
    sentence: "A new token shows one less than its limit from the start.",
    policy: (correct) => ({
      ...correct,
      rateHeaders: (limit, decision) =>
        correct.rateHeaders(limit, { ...decision, remaining: Math.min(limit - 1, decision.remaining) }),
    }),
  },
  {
    id: "limit-30",
    sentence: "A token has 30 requests a minute.",
    settings: { limit: 30 },
  },
  {
    id: "limit-300",
    sentence: "A token has 300 requests a minute.",
    settings: { limit: 300 },
  },
  {
    id: "limit-300-an-hour",
    sentence: "A token has 300 requests an hour, one back at a time.",
    settings: { limit: 300, windowS: 3600, family: "interval-bucket" },
  },
  {
    id: "limit-40-in-four-seconds",
    sentence: "A token has 40 requests in four seconds.",
    settings: { limit: 40, windowS: 4 },
  },
  {
    id: "limit-5",
    sentence: "A token has five requests a minute.",
    settings: { limit: 5 },
  },
  {
    id: "limit-60-an-hour",
    sentence: "A token has 60 requests an hour.",
    settings: { limit: 60, windowS: 3600 },
  },
  {
    id: "limit-60-an-hour-by-sliding-counter",
    sentence: "A token has 60 requests an hour, by a sliding window estimated from two counters.",
    settings: { limit: 60, windowS: 3600, family: "sliding-counter" },
  },
  {
    id: "reset-in-tens",
    sentence: "Reset is rounded up to the next ten seconds.",
    policy: resetAs(({ resetS }) => Math.ceil(resetS / 10) * 10),
  },
  {
    id: "reset-rounded-down",
    sentence: "Reset is a second shorter than it should be, and not below 0.",
    policy: resetAs(({ resetS }) => Math.max(0, resetS - 1)),
  },
  {
    id: "reset-until-next-call",
    sentence: "Reset is the time until the next call is let through: 0 while some are left.",
    policy: resetAs(({ admitted, remaining, resetS }) => (admitted && remaining > 0 ? 0 : resetS)),
  },
  {
    id: "retry-after",
    sentence: "429 carries Retry-After.",
    wrap: (handler) => async (request) => {
      const response = await handler(request);
      if (response.status !== 429) return response;
      return withHeaders(response, (headers) => headers.set("retry-after", headers.get("x-ratelimit-reset") ?? "1"));
    },
  },
  {
    id: "rounded-up-reset",
    sentence: "Reset is a second or two longer than it has to be.",
    policy: (correct) => ({
      ...correct,
      rateHeaders: (limit, decision) => correct.rateHeaders(limit, { ...decision, resetS: decision.resetS + 2 }),
    }),
  },
  {
    id: "token-shared-now-and-then",
    sentence: "Another program spends up to five at once from the same token, at each tenth call or so.",
    policy: sharedWith(5, 1),
  },
  {
    id: "token-shared-steadily",
    sentence: "Another program spends one from the same token at each third call or so.",
    policy: sharedWith(1, 3),
  },
];
