import { shared } from "../../../suites/load/shared.ts";
import { createMarker, nonceOf } from "../../generators/marker.ts";
import { familyIds } from "../../limiter/families.ts";
import { goodput, measure } from "../../load/metrics.ts";
import { even, gapVariation } from "../../load/schedule.ts";
import { performLoad } from "../../session/load-run.ts";
import { readSettings } from "../../session/settings.ts";
import { type BenchServers, clientOf, streamOver, warmAdapter } from "./load-servers.ts";
import type { BenchRow } from "./simulator.ts";

const limit = 90;
/** A minute of the service in eighteen seconds, so that ten minutes take three. */
const scaledS = 18;
const minutes = 10;
const pace = 0.88;

const stream = (windowS: number, forS: number) => ({
  name: "paced",
  as: "A" as const,
  arrivals: even((pace * limit) / windowS, forS),
  work: "list" as const,
  pace: "paced" as const,
  refused: "retry" as const,
  connections: 8,
});

/** Ten scaled minutes on every limiter family, side by side. */
const families = async (all: BenchServers): Promise<BenchRow[]> => {
  const forS = minutes * scaledS;
  const runs = await Promise.all(
    familyIds.map(async (family) => {
      const server = await all.start({ kind: "simulator", family, limit, windowS: scaledS });
      const transport = clientOf(server, { pacedWindowS: scaledS });
      try {
        const traffic = await streamOver(transport, stream(scaledS, forS), { limit, windowS: scaledS });
        const conditions = {
          kind: "live" as const,
          limit,
          windowS: scaledS,
          durationS: undefined,
          tokens: ["A" as const],
          mayExceed: true,
          seed: 1,
        };
        return { family, traffic, goodput: measure("goodput share", traffic, conditions) ?? 0 };
      } finally {
        await transport.close();
      }
    }),
  );
  return runs.flatMap(({ family, traffic, goodput: share }): BenchRow[] => [
    {
      name: `pace on ${family}, 10 scaled minutes: unwanted 429`,
      measured: traffic.refused,
      target: "0",
      unit: "requests",
      holds: traffic.refused === 0,
    },
    {
      name: `pace on ${family}: goodput of the chosen pace`,
      measured: share / 100,
      target: "at least 0.98",
      unit: "",
      holds: share >= 98,
    },
    {
      name: `pace on ${family}: goodput of the theoretical allowance`,
      measured: (goodput(traffic) * scaledS) / limit,
      target: "at least 0.86",
      unit: "",
      holds: (goodput(traffic) * scaledS) / limit >= 0.86,
    },
  ]);
};

/** One real minute of the service's own limit. */
const realMinute = async (all: BenchServers): Promise<BenchRow[]> => {
  const server = await all.start({ kind: "simulator", family: "truncating-bucket", limit, windowS: 60 });
  const adapter = await warmAdapter(all);
  const transport = clientOf(server, { pacedWindowS: 60, adapter });
  try {
    const traffic = await streamOver(transport, stream(60, 60), { limit, windowS: 60 });
    const arrivals = (await server.log()).map(({ atMs }) => atMs).sort((a, b) => a - b);
    const variation = gapVariation(arrivals) ?? Number.NaN;
    const planned = traffic.planned ?? 0;
    return [
      {
        name: "pace at a real 90/min: variation of gaps at the server",
        measured: variation,
        target: "at most 0.05",
        unit: "",
        holds: variation <= 0.05,
      },
      {
        name: `pace at a real 90/min: arrivals at the server for ${planned} slots`,
        measured: arrivals.length,
        target: "exact",
        unit: "requests",
        holds: arrivals.length === planned,
      },
    ];
  } finally {
    await transport.close();
    await adapter.close?.();
  }
};

export const pacing = async (all: BenchServers): Promise<BenchRow[]> =>
  (await Promise.all([families(all), realMinute(all)])).flat();

/** Four processes and one token, with the proxy and without. */
export const sharing = async (): Promise<BenchRow[]> => {
  const { record } = await performLoad({
    settings: readSettings({}),
    scenarios: [shared],
    seed: 1,
    marker: createMarker(nonceOf(1)),
    windowS: 10,
  });
  const figures = record.scenarios[0]?.figures ?? [];
  const figure = (name: string) => Number(figures.find((each) => each.name === name)?.value ?? Number.NaN);
  const without = figure("refused without the proxy");
  const through = figure("refused through the proxy");
  return [
    {
      name: "4 processes, one token, no proxy: share of 429",
      measured: without,
      target: "shown only",
      unit: "%",
      holds: true,
    },
    {
      name: "4 processes through the proxy: share of 429",
      measured: through,
      target: "at most 0.1",
      unit: "%",
      holds: through <= 0.1,
    },
  ];
};
