import { plainAutocannon, trueLatency } from "./load-accuracy.ts";
import { overhead } from "./load-overhead.ts";
import { pacing, sharing } from "./load-pace.ts";
import { comparePolicies } from "./load-policies.ts";
import { type BenchServers, startServers } from "./load-servers.ts";
import type { BenchRow } from "./simulator.ts";

const withServers = async (measure: (servers: BenchServers) => Promise<readonly BenchRow[]>) => {
  const servers = startServers();
  try {
    return await measure(servers);
  } finally {
    servers.stop();
  }
};

/** Are the latencies that load shows true? About 9 min. */
export const benchAccuracy = (): Promise<readonly BenchRow[]> =>
  withServers(async (servers) => [...(await plainAutocannon(servers)), ...(await trueLatency(servers))]);

/** What do proxy, pacer, recording and rules cost? */
export const benchOverhead = (): Promise<readonly BenchRow[]> => withServers(overhead);

/** Is the pace even and never refused, alone and among others, and how do other policies fare? About 3 min. */
export const benchPace = (): Promise<readonly BenchRow[]> =>
  withServers(async (servers) => [
    ...(await sharing()),
    // Slow and light: they share their minutes.
    ...(await Promise.all([pacing(servers), comparePolicies(servers)])).flat(),
  ]);
