import { defined } from "../../src/contract/defined.ts";
import type { LimiterRecord } from "../../src/contract/run.ts";
import type { PricedKind } from "../../src/limiter/accounting.ts";
import { probeBounds } from "../../src/limiter/probe.ts";
import { priceCalls, pricingCost, probeLimiter } from "../../src/load/probe-limiter.ts";
import type { ProcedureScenario } from "../../src/load/scenario.ts";

/** Windows after which no limiter remembers a request: a sliding counter counts it for up to two. */
const forgottenAfter = 2;

const callNames: { readonly [Kind in PricedKind]: string } = {
  unauthorized: "a 401",
  missing: "a 404",
  invalid: "a 422",
  "other token": "a call by another token",
};

/** Calls that have no part in the budget: a token's is its own, and without a valid one there is none. @see facts 7.1, facts 7.6 */
const strangers: ReadonlySet<PricedKind> = new Set(["unauthorized", "other token"]);

type Prices = NonNullable<LimiterRecord["prices"]>;

const priceText = ({ verdict, reason }: Prices[number]): string =>
  verdict === "costs" ? "one request" : verdict === "free" ? "nothing" : `unclear: ${reason ?? "not measured"}`;

/** What does the limiter really do? */
export const identify: ProcedureScenario = {
  id: "identify",
  statement: "the limiter is one of the known families, and what its headers say fits",
  shape: "pairs of calls, a drain, then polls for a window; on another budget, calls that answer 401, 404 and 422",
  measures: "family, limit, window, burst, meaning of Reset, with the margin to the runner-up; what each answer costs",
  targets: ["simulator", "live"],
  // It spends one budget and then polls, which earns refusals.
  overLimit: true,
  nightly: ["simulator"],
  cost: ({ windowS, tokens, limit }) => ({
    requests: probeBounds.requests + pricingCost(tokens, limit),
    seconds: (forgottenAfter + 0.05 + 1.05 + 20 / 60) * windowS + Math.min(probeBounds.seconds - 5, 2.2 * windowS),
  }),
  async perform({ conditions, transport, settle, signal, progress }) {
    await settle(forgottenAfter);
    const { identification, refused, limiter } = await probeLimiter({
      transport,
      windowS: conditions.windowS,
      signal,
      progress,
    });
    await settle();
    const measured = await priceCalls({ transport, conditions, signal, progress });
    const prices: Prices = [
      { call: "a 429", ...refused },
      ...measured.map(({ kind, verdict, reason }) => ({
        call: callNames[kind],
        verdict,
        ...defined({ reason }),
      })),
    ];
    // Whoever else spends from the token hardly spends just as many in just that moment.
    const paidFor = measured.filter(
      ({ kind, verdict, each }) => strangers.has(kind) && verdict === "costs" && each === 1,
    );
    const known = identification.kind === "identified";
    const figures = known
      ? [
          { name: "family", value: identification.family, unit: "" },
          { name: "limit", value: identification.limit, unit: "requests" },
          { name: "window", value: identification.windowS, unit: "s" },
          { name: "refill", value: Number(identification.refillPerS.toFixed(3)), unit: "requests/s" },
          { name: "burst", value: identification.burst, unit: "requests" },
          { name: "Reset counts to", value: identification.resetMeans ?? "nothing that fits", unit: "" },
          { name: "margin to the runner-up", value: Number(identification.margin.toFixed(1)), unit: "answers" },
        ]
      : [{ name: "family", value: `undecided: ${identification.reason}`, unit: "" }];
    return {
      figures: [
        ...figures,
        ...prices.map((price) => ({ name: `${price.call} costs`, value: priceText(price), unit: "" })),
      ],
      limiter: { ...limiter, prices },
      ...(known
        ? {
            thresholds: [
              {
                sentence: "one family explains the answers better than all others",
                measured: identification.margin,
                limit: 3,
                bound: "least",
                unit: "answers",
                holds: true,
              },
              ...paidFor.map(
                ({ kind }) =>
                  ({
                    sentence: `${callNames[kind]} takes nothing from this token's budget`,
                    measured: 1,
                    limit: 0,
                    bound: "most",
                    unit: "requests",
                    holds: false,
                  }) as const,
              ),
            ],
          }
        : // What could not be distinguished is no failure of the service.
          { invalid: `undecided: ${identification.reason}` }),
    };
  },
};
