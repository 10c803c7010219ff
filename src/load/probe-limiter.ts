import { createApi } from "../client/api.ts";
import type { Transport } from "../client/transport.ts";
import { defined } from "../contract/defined.ts";
import type { LimiterRecord } from "../contract/run.ts";
import { type Price, refusalPrice } from "../limiter/accounting.ts";
import { families } from "../limiter/families.ts";
import { type Identification, identify } from "../limiter/identify.ts";
import type { LimiterObservation } from "../limiter/observation.ts";
import { limiterProbe } from "../limiter/probe.ts";
import { fittedRemaining } from "./fitted-remaining.ts";
import { observationOf } from "./rate-limit-sample.ts";
import { sleepUntil } from "./slots.ts";

/** Asks a target's limiter what it is: at most 240 requests in at most 90 s at a window of 60 s. */
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
