import type { ThresholdResult } from "../../src/contract/run.ts";
import type { Conditions, Phase, ProcedureScenario } from "../../src/load/scenario.ts";
import { type Arrivals, closed, even } from "../../src/load/schedule.ts";

/** The generator must be able to do this many times the planned rate. */
const reserve = 5;

const paceOf = ({ limit, windowS }: Conditions) => Math.max(20, limit / windowS);

const phase = (name: string, arrivals: Arrivals, connections: number): Phase => ({
  streams: [{ name, as: "A", arrivals, work: "readOne", pace: "now", refused: "count", connections }],
});

/** Is the generator fit to measure? Sends to a target that answers at once, so all that shows is ourselves. */
export const calibrate: ProcedureScenario = {
  id: "calibrate",
  statement: "the generator is far faster and more punctual than what it measures",
  shape: "even at the limit, then a closed loop, at no target",
  measures: "own send lag, own time per request, own ceiling; no request leaves the machine",
  targets: ["simulator", "live"],
  overLimit: false,
  nightly: ["simulator", "live"],
  cost: () => ({ requests: 0, seconds: 5 }),
  async perform({ conditions, drive, equipment }) {
    if (equipment.openNothing === undefined) throw new Error("this run has no empty target to calibrate against");
    const nothing = await equipment.openNothing();
    try {
      const pace = paceOf(conditions);
      // The first requests pay for compiling everything.
      await drive([phase("warming up", closed(0.5), 8)], nothing);
      const [even1] = (await drive([phase("punctuality", even(pace, 2), 8)], nothing)).streams;
      const [loop] = (await drive([phase("ceiling", closed(1), 8)], nothing)).streams;
      const lagMs = (even1?.lag.quantile(0.95) ?? Number.POSITIVE_INFINITY) / 1000;
      const ownMs = (even1?.latency.quantile("accepted", 0.5) ?? 0) / 1000;
      const perS = (loop?.accepted ?? 0) / Math.max(0.001, ((loop?.lastEndUs ?? 0) - (loop?.beginUs ?? 0)) / 1e6);
      const needed = (reserve * conditions.limit) / conditions.windowS;
      const allowedMs = Math.max(50, 500 / pace);
      const thresholds: readonly ThresholdResult[] = [
        {
          sentence: "the generator can send at least 5 times the limit",
          measured: perS,
          limit: needed,
          bound: "least",
          unit: "requests/s",
          holds: perS >= needed,
        },
        {
          sentence: "19 of 20 requests leave within half a gap, or 50 ms, of their slot",
          measured: lagMs,
          limit: allowedMs,
          bound: "most",
          unit: "ms",
          holds: lagMs <= allowedMs,
        },
      ];
      const missed = thresholds.find(({ holds }) => !holds);
      return {
        figures: [
          { name: "generator ceiling", value: Math.round(perS), unit: "requests/s" },
          { name: "own time per request (median)", value: Number(ownMs.toFixed(3)), unit: "ms" },
          { name: "own send lag (95th percentile)", value: Number(lagMs.toFixed(3)), unit: "ms" },
        ],
        thresholds,
        ...(missed === undefined
          ? {}
          : { invalid: `the generator is the bottleneck on this machine: ${missed.sentence} does not hold` }),
      };
    } finally {
      await nothing.close();
    }
  },
};
