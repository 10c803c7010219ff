import { driveDirectly } from "../../src/load/autocannon.ts";
import { createHistogram } from "../../src/load/histogram.ts";
import type { Conditions, ProcedureScenario } from "../../src/load/scenario.ts";

const steps = [1, 8, 32, 128] as const;
const stepS = ({ durationS }: Conditions) => Math.max(1, Math.round(durationS ?? 3));

/** The simulator's own speed, so that it is not taken for the service's. */
export const ceiling: ProcedureScenario = {
  id: "ceiling",
  statement: "the simulator answers far faster than any limit it enforces",
  shape: "closed loop with 1, 8, 32 and 128 connections, no limit",
  measures: "requests a second and latency of the embedded simulator at full speed",
  targets: ["simulator"],
  overLimit: true,
  nightly: [],
  cost: (conditions) => ({ requests: 0, seconds: steps.length * (stepS(conditions) + 1) }),
  async perform({ conditions, equipment, progress, signal }) {
    if (equipment.openUnlimited === undefined) throw new Error("this run has no simulator without a limit");
    const simulator = await equipment.openUnlimited();
    const figures: { name: string; value: number; unit: string }[] = [];
    let best = 0;
    try {
      for (const connections of steps) {
        if (signal.aborted) break;
        progress(`${connections} connections`);
        const service = createHistogram();
        const { perS, failed } = await driveDirectly({
          url: `${simulator.url}/users?per_page=10`,
          token: simulator.token,
          connections,
          forS: stepS(conditions),
          signal,
          onAnswer: (_, us) => service.record(us),
        });
        best = Math.max(best, perS);
        figures.push({ name: `${connections} connections`, value: Math.round(perS), unit: "requests/s" });
        for (const p of [0.5, 0.99]) {
          const us = service.quantile(p);
          if (us !== undefined)
            figures.push({ name: `${connections} connections, p${p * 100}`, value: us / 1000, unit: "ms" });
        }
        if (failed > 0)
          figures.push({ name: `${connections} connections, without answer`, value: failed, unit: "requests" });
      }
    } finally {
      await simulator.close();
    }
    const needed = (10 * conditions.limit) / conditions.windowS;
    return {
      figures,
      thresholds: [
        {
          sentence: "the simulator serves at least ten times the limit it enforces",
          measured: best,
          limit: needed,
          bound: "least",
          unit: "requests/s",
          holds: best >= needed,
        },
      ],
    };
  },
};
