import { accuracy, plainAutocannon } from "./load-accuracy.ts";
import { overhead } from "./load-overhead.ts";
import { pacing } from "./load-pace.ts";
import { comparePolicies } from "./load-policies.ts";
import { startServers } from "./load-servers.ts";
import { sharing } from "./load-shared.ts";
import type { BenchRow } from "./simulator.ts";

/** Load: is what it measures true, is its pace even, what does it cost, and how do other policies fare? About 7 min. */
export const benchLoad = async (): Promise<readonly BenchRow[]> => {
  const servers = startServers();
  try {
    return [
      ...(await overhead(servers)),
      ...(await plainAutocannon(servers)),
      ...(await accuracy(servers)),
      ...(await sharing()),
      // Slow and light: they share their minutes.
      ...(await Promise.all([pacing(servers), comparePolicies(servers)])).flat(),
    ];
  } finally {
    servers.stop();
  }
};
