import { familyIds } from "../../limiter/families.ts";
import { goodput, measure } from "../../load/metrics.ts";
import { even, gapVariation } from "../../load/schedule.ts";
import { clientOf, streamOver, warmAdapter } from "./load-client.ts";
import type { BenchServers } from "./load-servers.ts";
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
