import type { LimiterBudget } from "../budget.ts";
import { behaviourFault, type Fault, wireFault } from "../fault.ts";
import { withHeaders } from "../responses.ts";

const noRateHeadersOn = (status: number, { id, breaks }: Pick<Fault, "id" | "breaks">): Fault =>
  wireFault(
    { id, sentence: `${status} carries no rate-limit headers.`, class: "rate-limit", breaks },
    (handler) => async (request) => {
      const response = await handler(request);
      if (response.status !== status) return response;
      return withHeaders(response, (headers) => {
        for (const name of ["limit", "remaining", "reset"]) headers.delete(`x-ratelimit-${name}`);
      });
    },
  );

const retryAfter = (info: Pick<Fault, "id" | "sentence">, valueAt: (nowMs: number) => string): Fault =>
  wireFault(
    { ...info, class: "rate-limit", breaks: "retry-after-is-a-wait" },
    (handler, { clock }) =>
      async (request) => {
        const response = await handler(request);
        if (response.status !== 429) return response;
        return withHeaders(response, (headers) => {
          // A date says nothing without the server's own.
          headers.set("date", new Date(clock.wallMs()).toUTCString());
          headers.set("retry-after", valueAt(clock.wallMs()));
        });
      },
  );

/** A limit that is not the one enforced, and a Remaining that agrees with it. */
const announcing = ({
  times,
  ends,
  ...info
}: Pick<Fault, "id" | "sentence" | "breaks"> & {
  readonly times: number;
  /** Remaining counts down from the wrong limit by one, or is always the same share of it. */
  readonly ends: "at once" | "in proportion";
}): Fault =>
  behaviourFault({ ...info, class: "rate-limit" }, ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) => {
      const announced = Math.round(limit * times);
      const remaining =
        ends === "at once"
          ? Math.max(0, decision.remaining + announced - limit)
          : Math.round(decision.remaining * times);
      return rateHeaders(announced, decision.admitted ? { ...decision, remaining } : decision);
    },
  }));

const resetTimes = ({ times, ...info }: Pick<Fault, "id" | "sentence"> & { readonly times: number }): Fault =>
  behaviourFault({ ...info, class: "rate-limit", breaks: "reset-is-truthful" }, ({ rateHeaders }) => ({
    rateHeaders: (limit, decision) => rateHeaders(limit, { ...decision, resetS: Math.round(decision.resetS * times) }),
  }));

/** What the X-RateLimit headers say, and Retry-After. */
export const rateHeaderFaults: readonly Fault[] = [
  announcing({
    id: "limit-announced-too-high",
    sentence: "Limit and Remaining both speak of a tenth more than is enforced.",
    breaks: "reset-is-truthful",
    times: 10 / 9,
    ends: "at once",
  }),
  announcing({
    id: "limit-announced-too-high-in-proportion",
    sentence: "Limit and Remaining are both a tenth more than is enforced, at every point.",
    breaks: "remaining-falls-with-use",
    times: 10 / 9,
    ends: "in proportion",
  }),
  announcing({
    id: "limit-announced-too-low",
    sentence: "Limit and Remaining both speak of a tenth less than is enforced.",
    breaks: "limit-is-enforced",
    times: 10 / 11,
    ends: "at once",
  }),
  announcing({
    id: "limit-announced-too-low-in-proportion",
    sentence: "Limit and Remaining are both a tenth less than is enforced, at every point.",
    breaks: "limit-is-enforced",
    times: 10 / 11,
    ends: "in proportion",
  }),
  behaviourFault(
    {
      id: "limit-header-drifts",
      sentence: "X-RateLimit-Limit falls with use.",
      class: "rate-limit",
      breaks: "limit-is-constant",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) => ({
        ...rateHeaders(limit, decision),
        "X-RateLimit-Limit": String(Math.max(1, decision.remaining)),
      }),
    }),
  ),
  behaviourFault(
    {
      id: "limit-header-too-high",
      sentence: "X-RateLimit-Limit is a tenth more than what is enforced.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) => rateHeaders(Math.round(limit * 1.1), decision),
    }),
  ),
  behaviourFault(
    {
      id: "limit-header-too-low",
      sentence: "X-RateLimit-Limit is a tenth less than what is enforced.",
      class: "rate-limit",
      breaks: "remaining-within-limit",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) => rateHeaders(Math.round(limit * 0.9), decision),
    }),
  ),
  noRateHeadersOn(404, { id: "no-rate-headers-on-404", breaks: "rate-headers-on-token" }),
  noRateHeadersOn(422, { id: "no-rate-headers-on-422", breaks: "rate-headers-on-token" }),
  noRateHeadersOn(204, { id: "no-rate-headers-on-delete", breaks: "rate-headers-on-token" }),
  wireFault(
    {
      id: "rate-headers-without-token",
      sentence: "Answers without a token carry rate-limit headers.",
      class: "authorization",
      breaks: "unauthorized-has-no-budget",
    },
    (handler) => async (request) =>
      withHeaders(await handler(request), (headers) => {
        if (headers.has("x-ratelimit-limit")) return;
        headers.set("x-ratelimit-limit", "90");
        headers.set("x-ratelimit-remaining", "89");
        headers.set("x-ratelimit-reset", "1");
      }),
  ),
  behaviourFault(
    {
      id: "remaining-above-limit",
      sentence: "X-RateLimit-Remaining is more than the limit at first.",
      class: "rate-limit",
      breaks: "remaining-within-limit",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) =>
        rateHeaders(limit, decision.admitted ? { ...decision, remaining: decision.remaining + 5 } : decision),
    }),
  ),
  behaviourFault(
    {
      id: "remaining-counts-up",
      sentence: "X-RateLimit-Remaining counts what was used.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) =>
        rateHeaders(
          limit,
          decision.admitted ? { ...decision, remaining: Math.max(0, limit - decision.remaining) } : decision,
        ),
    }),
  ),
  behaviourFault(
    {
      id: "remaining-never-moves",
      sentence: "X-RateLimit-Remaining stays the same however much is used.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) =>
        rateHeaders(limit, decision.admitted ? { ...decision, remaining: limit - 1 } : decision),
    }),
  ),
  behaviourFault(
    {
      id: "remaining-not-a-number",
      sentence: "X-RateLimit-Remaining is no whole number.",
      class: "schema",
      breaks: "header-types",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) => ({
        ...rateHeaders(limit, decision),
        "X-RateLimit-Remaining": `${decision.remaining}.0`,
      }),
    }),
  ),
  resetTimes({ id: "reset-doubled", sentence: "X-RateLimit-Reset is twice what it should be.", times: 2 }),
  resetTimes({ id: "reset-halved", sentence: "X-RateLimit-Reset is half of what it should be.", times: 0.5 }),
  behaviourFault(
    {
      id: "reset-header-missing",
      sentence: "X-RateLimit-Reset is never sent.",
      class: "rate-limit",
      breaks: "rate-headers-on-token",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) => {
        const { "X-RateLimit-Reset": _, ...rest } = rateHeaders(limit, decision);
        return rest;
      },
    }),
  ),
  behaviourFault(
    {
      id: "reset-is-a-point-in-time",
      sentence: "X-RateLimit-Reset is a point in time, not seconds to wait.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ rateHeaders }, { clock }) => ({
      rateHeaders: (limit, decision) =>
        rateHeaders(limit, { ...decision, resetS: Math.floor(clock.wallMs() / 1000) + decision.resetS }),
    }),
  ),
  behaviourFault(
    {
      id: "reset-is-too-short",
      sentence: "After a refusal nothing is admitted for three times as long as Reset says.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ charge }) => {
      const blocked = new WeakMap<LimiterBudget, number>();
      return {
        charge: async (budget, nowUs) => {
          const untilUs = blocked.get(budget) ?? 0;
          const back = budget.mark();
          const decision = await charge(budget, nowUs);
          if (decision.admitted && nowUs >= untilUs) return decision;
          back();
          if (nowUs >= untilUs) blocked.set(budget, nowUs + 3e6 * Math.max(1, decision.resetS));
          return { ...decision, admitted: false, remaining: 0 };
        },
      };
    },
  ),
  retryAfter({ id: "retry-after-in-words", sentence: "429 carries a Retry-After that is no time." }, () => "soon"),
  retryAfter({ id: "retry-after-is-past", sentence: "429 carries a Retry-After of yesterday." }, (nowMs) =>
    new Date(nowMs - 86_400_000).toUTCString(),
  ),
  retryAfter(
    { id: "retry-after-of-an-hour", sentence: "429 carries a Retry-After of an hour, beside a Reset of a minute." },
    () => "3600",
  ),
  behaviourFault(
    {
      id: "too-many-requests-with-remaining",
      sentence: "429 says that some calls remain.",
      class: "rate-limit",
      breaks: "too-many-requests-shape",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) =>
        rateHeaders(limit, decision.admitted ? decision : { ...decision, remaining: 3 }),
    }),
  ),
  noRateHeadersOn(429, { id: "too-many-requests-without-headers", breaks: "too-many-requests-shape" }),
];
