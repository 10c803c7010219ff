import { type Api, createApi } from "../client/api.ts";
import type { Transport } from "../client/transport.ts";
import type { NewUser } from "../contract/document.ts";
import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import { accountingPlan, type CallKind, type Price, type PricedKind, priceOf } from "../limiter/accounting.ts";
import type { LimiterObservation } from "../limiter/observation.ts";
import { observationOf } from "./rate-limit-sample.ts";
import type { Conditions } from "./scenario.ts";
import { sleepUntil } from "./slots.ts";

/** How each kind of call is made. None of them makes a record, unless the service is wrong. */
const callOf: { readonly [Kind in CallKind]: (api: Api) => Promise<Exchange> } = {
  plain: (api) => api.GET("/users", oneRow),
  unauthorized: (api) => api.GET("/users", { ...oneRow, as: "invalid" }),
  missing: (api) => api.GET("/users/{id}", { params: { path: { id: 0 } } }),
  // Ill-formed on purpose: without its fields it is refused.
  invalid: (api) => api.POST("/users", { body: {} as NewUser }),
  "other token": (api) => api.GET("/users", { ...oneRow, as: "B" }),
};
const oneRow = { params: { query: { per_page: 1 } } };

const askedFor: readonly PricedKind[] = ["missing", "invalid", "unauthorized", "other token"];
const callsARound = 12;
/** Of the limit at most, so that nothing is refused even where every call counts. */
const shareOfLimit = 0.8;

/** The kinds whose price can be measured here: with the tokens there are, and within one budget. */
const pricedHere = (tokens: readonly TokenAlias[], limit: number): readonly PricedKind[] =>
  askedFor
    .filter((kind) => kind !== "other token" || tokens.includes("B"))
    .slice(0, Math.floor((shareOfLimit * limit) / callsARound));

/** Requests that measuring prices takes. */
export const pricingCost = (tokens: readonly TokenAlias[], limit: number): number =>
  callsARound * pricedHere(tokens, limit).length;

/**
 * Measures what calls cost that are not plain reads: whether 401, 404 and 422 count, and whether the budget is the token's own.
 * The budget must be full before; no more than one budget is spent.
 */
export const priceCalls = async (options: {
  readonly transport: Transport;
  readonly conditions: Pick<Conditions, "limit" | "windowS" | "tokens">;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}): Promise<readonly Price[]> => {
  const { transport, conditions, signal, progress } = options;
  const { clock } = transport;
  const api = createApi(transport.send, { as: "A", pace: "now", purpose: "load/identify" });
  const prices: Price[] = [];
  for (const { kind, restS, calls } of accountingPlan(pricedHere(conditions.tokens, conditions.limit))) {
    progress(`what does a call cost: ${kind}`);
    await sleepUntil(clock, clock.nowUs() + ((restS * conditions.windowS) / 60) * 1e6, signal);
    const plain: LimiterObservation[] = [];
    for (const call of calls) {
      if (signal.aborted) return prices;
      const exchange = await callOf[call](api);
      const seen = call === "plain" ? observationOf(exchange) : undefined;
      if (seen !== undefined) plain.push(seen);
    }
    prices.push(priceOf({ kind, plain }, conditions.windowS));
  }
  return prices;
};
