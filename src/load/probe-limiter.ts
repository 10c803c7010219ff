import { type Api, createApi } from "../client/api.ts";
import type { Transport } from "../client/transport.ts";
import { defined } from "../contract/defined.ts";
import type { NewUser } from "../contract/document.ts";
import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import type { LimiterRecord } from "../contract/run.ts";
import {
  accountingPlan,
  type CallKind,
  type Price,
  type PricedKind,
  priceOf,
  refusalPrice,
} from "../limiter/accounting.ts";
import { families } from "../limiter/families.ts";
import { type Identification, identify } from "../limiter/identify.ts";
import type { AnyLimiterFamily, LimiterConfig, LimiterObservation, RunningLimiter } from "../limiter/limiter.ts";
import { limiterProbe } from "../limiter/probe.ts";
import { observationOf } from "./rate-limit-sample.ts";
import type { Conditions } from "./scenario.ts";
import { sleepUntil } from "./slots.ts";

/** Where within a call the server may have decided, as shares of the call. */
const moments = [0.5, 0.04, 0.96] as const;
/** Timings carried along: a bucket that drops fractions remembers such moments. */
const beam = 24;

interface Path {
  readonly limiter: RunningLimiter;
  readonly cost: number;
  readonly before: Path | undefined;
  /** What it says of the call that led here. */
  readonly remaining: number | undefined;
}

const off = (seen: LimiterObservation, admitted: boolean, remaining: number): number =>
  seen.admitted !== admitted
    ? 2
    : seen.remaining === undefined
      ? 0
      : Math.min(1, Math.abs(seen.remaining - remaining) / 2);

/**
 * The Remaining a limiter would have given at each of these calls, at the timing that fits them best: the line a report
 * draws beside the headers' Remaining. Calls before the budget was seen full have no prediction.
 * @internal
 */
export const fittedRemaining = (
  family: AnyLimiterFamily,
  config: LimiterConfig,
  observations: readonly LimiterObservation[],
): readonly (number | undefined)[] => {
  const from = observations.findIndex(({ remaining }) => remaining !== undefined && remaining >= config.limit - 1);
  const first = observations[from];
  if (first === undefined) return observations.map(() => undefined);
  let paths: readonly Path[] = [
    { limiter: family.begin(config, first.startUs), cost: 0, before: undefined, remaining: undefined },
  ];
  for (const seen of observations.slice(from)) {
    const next = paths.flatMap((path) =>
      moments.map((share): Path => {
        const [limiter, decision] = path.limiter.take(seen.startUs + (seen.endUs - seen.startUs) * share);
        const cost = path.cost + off(seen, decision.admitted, decision.remaining);
        return { limiter, cost, before: path, remaining: decision.remaining };
      }),
    );
    paths = next.sort((a, b) => a.cost - b.cost).slice(0, beam);
  }
  const predicted: (number | undefined)[] = [];
  for (let path = paths[0]; path?.before !== undefined; path = path.before) predicted.unshift(path.remaining);
  return [...observations.slice(0, from).map(() => undefined), ...predicted];
};

/** Finds out what a target's limiter is: at most 240 requests in at most 90 s at a window of 60 s. */
export const probeLimiter = async (options: {
  readonly transport: Transport;
  readonly windowS: number;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}): Promise<{
  readonly identification: Identification;
  readonly refused: Pick<Price, "verdict" | "reason">;
  readonly limiter: LimiterRecord;
}> => {
  const { transport, windowS, signal, progress } = options;
  const { clock } = transport;
  const api = createApi(transport.send, { as: "A", pace: "now", purpose: "load/identify" });
  const observations: LimiterObservation[] = [];
  const startUs = clock.nowUs();
  let state = limiterProbe.start(startUs, windowS);
  for (let sent = 0; !signal.aborted; ) {
    const action = limiterProbe.next(state, clock.nowUs());
    if (action.kind === "done") break;
    if (action.kind === "wait") {
      await sleepUntil(clock, action.untilUs, signal);
      continue;
    }
    const exchange = await api.GET("/users", { params: { query: { per_page: 1 } } });
    if (++sent % 10 === 0) progress(`${sent} calls, ${state.phase}`);
    const seen = observationOf(exchange);
    // A call without an answer says nothing of the limiter, but the probe must go on.
    state = limiterProbe.observe(state, seen ?? { startUs: exchange.startUs, endUs: exchange.endUs, admitted: true });
    if (seen !== undefined) observations.push(seen);
  }
  const identification = identify(observations, { windowsS: [windowS] });
  const known = identification.kind === "identified";
  const fitted = known ? fittedRemaining(families[identification.family], identification, observations) : [];
  return {
    identification,
    refused: refusalPrice(observations, known),
    limiter: {
      ...(known
        ? {
            family: identification.family,
            sentence: families[identification.family].sentence,
            limit: identification.limit,
            windowS: identification.windowS,
          }
        : {}),
      candidates: identification.candidates.map(({ family, cost }) => ({
        family,
        // An unexplained answer costs about one.
        explains: Math.max(0, 1 - cost / Math.max(1, identification.observations)),
      })),
      series: observations.map(({ startUs: atUs, remaining, admitted }, index) => {
        const model = fitted[index];
        return {
          atS: (atUs - startUs) / 1e6,
          ...defined({ observed: remaining, fitted: model }),
          ...(admitted ? {} : { refused: true }),
        };
      }),
      warnings: known ? [] : [identification.reason],
    },
  };
};

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
