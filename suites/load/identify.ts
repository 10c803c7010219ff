import type { LimiterRecord } from "../../src/contract/run.ts";
import { probeBounds } from "../../src/limiter/probe.ts";
import { probeLimiter } from "../../src/load/probe-limiter.ts";
import type { ProcedureScenario } from "../../src/load/scenario.ts";

/** Windows after which no limiter remembers a request: a sliding counter counts it for up to two. */
const forgottenAfter = 2;

/** What does the limiter really do? */
export const identify: ProcedureScenario = {
  id: "identify",
  statement: "the limiter is one of the known families, and what its headers say fits",
  shape: "two calls, a pause, a drain, then polls for a window",
  measures: "family, limit, window, burst, meaning of Reset, with the margin to the runner-up",
  targets: ["simulator", "live"],
  // It spends one budget and then polls, which earns refusals.
  overLimit: true,
  nightly: false,
  cost: ({ windowS }) => ({
    requests: probeBounds.requests,
    seconds: (forgottenAfter + 0.05 + 76 / 60) * windowS,
  }),
  async perform({ conditions, transport, settle, signal, progress }) {
    await settle(forgottenAfter);
    const { identification, limiter } = await probeLimiter({
      transport,
      windowS: conditions.windowS,
      signal,
      progress,
    });
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
    const record: LimiterRecord = limiter;
    return {
      figures,
      limiter: record,
      thresholds: [
        {
          sentence: "one family explains the answers better than all others",
          measured: identification.margin,
          limit: 3,
          unit: "answers",
          holds: known,
        },
      ],
    };
  },
};
