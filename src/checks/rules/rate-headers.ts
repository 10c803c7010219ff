import { rateLimitHeaders, type TokenAlias } from "../../contract/exchange.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { createPrices, type Prices } from "../budget/budget-prices.ts";
import { type BudgetReturns, createBudgetReturns, createUnlikeRefusals } from "../budget/budget-returns.ts";
import { type Call, mostReturned, type TrailStep } from "../budget/budget-trail.ts";
import { asksForXml, hasToken, integerHeader, named, provesToken, quote, wasKept } from "../evidence.ts";
import { rule, statefulRule } from "../rule.ts";

/** Of a 304 nothing is known: no recording has one. */
const counted: readonly number[] = [200, 201, 204, 404, 422, 429];

export const rateHeadersOnToken = rule({
  id: "rate-headers-on-token",
  sentence: "every answer to a valid token, one to force_status too, carries X-RateLimit-Limit, -Remaining and -Reset",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.2", "facts 8.1"],
  includeGatewayResponses: true,
  judge: (view) => {
    const { fromGateway, simulated, status, marks } = view.answer;
    // The status that force_status names may have come by itself, from a service that does not know the switch.
    const byTheSwitch = simulated && marks.body && marks.header !== undefined;
    if (fromGateway || !(simulated ? byTheSwitch : counted.includes(status)) || !provesToken(view)) return undefined;
    const kept = rateLimitHeaders.filter((name) => wasKept(view, name));
    if (kept.length === 0) return undefined;
    const missing = kept.filter((name) => !view.answer.headers.has(name));
    return missing.length === 0
      ? holds
      : violated(
          `${rateLimitHeaders.join(", ")}`,
          `${view.answer.status} to ${named(view)} without ${missing.join(", ")}`,
          [view.seq],
        );
  },
});

/** Two tokens may have different limits, and a file of records many owners: only one known token in one run is judged. */
export const limitIsConstant = statefulRule({
  id: "limit-is-constant",
  sentence: "X-RateLimit-Limit is the same in every answer to one token",
  clause: "rate limit",
  level: "must",
  sources: ["facts 7.1"],
  start: () => new Map<TokenAlias, { readonly limit: number; readonly seq: number }>(),
  judge: (view, limits) => {
    if (!hasToken(view) || view.exchange.gaps?.before === true) return undefined;
    const limit = integerHeader(view, "x-ratelimit-limit");
    if (limit === undefined) return undefined;
    const first = limits.get(view.token);
    if (first === undefined) {
      limits.set(view.token, { limit, seq: view.seq });
      return undefined;
    }
    return first.limit === limit
      ? holds
      : violated(`X-RateLimit-Limit: ${first.limit}, as before`, `X-RateLimit-Limit: ${limit}`, [first.seq, view.seq]);
  },
});

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;

export const remainingWithinLimit = rule({
  id: "remaining-within-limit",
  sentence: "X-RateLimit-Remaining is at least 0 and at most X-RateLimit-Limit",
  clause: "rate limit",
  level: "must",
  sources: ["facts 7.5"],
  judge: (view) => {
    const limit = whole(view.answer.headers.get("x-ratelimit-limit"));
    const remaining = whole(view.answer.headers.get("x-ratelimit-remaining"));
    if (remaining === undefined) return undefined;
    if (remaining >= 0 && (limit === undefined || remaining <= limit)) return holds;
    return violated(`0 to ${limit ?? "the limit"}`, `X-RateLimit-Remaining: ${remaining}`, [view.seq]);
  },
});

const text = "Too many requests";

/** @see facts 7.3: the body and Remaining 0 are recorded; Reset of a refused call is a number of seconds to wait */
export const tooManyRequestsShape = statefulRule({
  id: "too-many-requests-shape",
  sentence:
    "a call beyond the budget is answered 429, which says so in JSON, shows Remaining 0 and carries the three rate-limit headers",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.3"],
  statuses: [429],
  start: createUnlikeRefusals,
  budget: (step, unlike) => unlike.add(step),
  end: (unlike) => unlike.end(),
  judge: (view) => {
    if (!provesToken(view)) return undefined;
    const { answer, exchange } = view;
    const { body, headers } = answer;
    if (exchange.gaps?.body !== true && view.operation?.method !== "HEAD" && !asksForXml(view)) {
      const message =
        body.kind === "json" && typeof body.value === "object" && body.value !== null && "message" in body.value
          ? body.value.message
          : undefined;
      if (message !== text) return violated(`{"message":"${text}"}`, quote(answer.raw.body), [view.seq]);
    }
    for (const name of rateLimitHeaders) {
      if (!wasKept(view, name)) continue;
      const value = headers.get(name);
      if (value === undefined) return violated(`429 with ${name}`, "no such header", [view.seq]);
      if (!/^\d+$/.test(value)) return violated(`${name}: a whole number`, `${name}: ${quote(value)}`, [view.seq]);
    }
    return !wasKept(view, "x-ratelimit-remaining") || Number(headers.get("x-ratelimit-remaining")) === 0
      ? holds
      : violated("X-RateLimit-Remaining: 0", `X-RateLimit-Remaining: ${quote(headers.get("x-ratelimit-remaining"))}`, [
          view.seq,
        ]);
  },
});

const isRefusal = (call: Call): boolean => call.refusal;

interface State {
  readonly returns: BudgetReturns;
  readonly prices: Prices;
}

const settle = (step: TrailStep, { returns, prices }: State): RuleOutcome | undefined => {
  const fell = returns.add(step);
  if (fell === undefined) return undefined;
  const { token, windowS } = step;
  const { from, to, tightRefill } = fell;
  // Where Remaining lags, the step after a refusal shows its price.
  const free =
    returns.tooMuch(token, windowS, "later", isRefusal) ?? returns.tooMuch(token, windowS, "earlier", isRefusal);
  if (free !== undefined) {
    returns.forget(token);
    return violated(
      "a 404 or a 422 takes one from X-RateLimit-Remaining as any call",
      `${free.returned} of them took nothing`,
      [...new Set(free.calls.map(({ seq }) => seq))].slice(-20),
    );
  }
  const other = prices.add(
    from,
    to,
    [...(to.refusal ? [`${to.status}`] : []), ...(from.refusal ? [`${from.status} before`] : [])],
    tightRefill,
  );
  if (other !== undefined) return violated("a 404 or a 422 takes one, no more and no less", other.text, other.seqs);
  const tight = mostReturned(to.limit, windowS, to.endUs - from.startUs) < 1;
  return tight && to.refusal && from.remaining - to.remaining === 1 ? holds : undefined;
};

export const refusalsCostToo = statefulRule({
  id: "refusals-cost-too",
  sentence: "a 404 or 422 takes one from X-RateLimit-Remaining as any call does",
  clause: "rate limit",
  level: "must",
  sources: ["facts 7.2", "facts 7.5"],
  start: (): State => ({ returns: createBudgetReturns(), prices: createPrices() }),
  budget: settle,
});
