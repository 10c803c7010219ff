import autocannon from "autocannon";
import type { HttpAdapter } from "../../client/http/adapter.ts";
import { realClock } from "../../contract/clock.ts";
import { rankOf } from "../../contract/order-statistics.ts";
import type { LatencySummary } from "../../contract/run.ts";
import { even } from "../../load/schedule.ts";
import { type Arrival, type ServerOrder, stalledBy } from "./load-server.ts";
import { type BenchServers, bareTimes, clientOf, openAdapter, streamOver } from "./load-servers.ts";
import type { BenchRow } from "./simulator.ts";

const quantile = (values: readonly number[], p: number): number =>
  values.toSorted((a, b) => a - b)[rankOf(p, values.length) - 1] ?? Number.NaN;

const percentiles = [0.5, 0.95, 0.99] as const;

/** What may be off: a millisecond, or 2 %. */
const tolerance = (trueMs: number) => Math.max(1, 0.02 * trueMs);

const servers: readonly { readonly name: string; readonly order: ServerOrder }[] = [
  { name: "fixed 20 ms", order: { kind: "fixed", ms: 20 } },
  { name: "log-normal", order: { kind: "log-normal", medianMs: 20, sigma: 0.5, seed: 7 } },
  // It begins between two slots of each rate: at one, a millisecond decides who waits longest.
  { name: "2 s stall", order: { kind: "stall", ms: 5, atMs: 3055, forMs: 2000 } },
];

/** Long enough for a 99th percentile at each rate, and for a stall to lie clear of each percentile. */
const rates = [
  { perS: 10, forS: 30, rounds: 1 },
  { perS: 100, forS: 7, rounds: 3 },
  { perS: 1000, forS: 7, rounds: 3 },
] as const;

/**
 * Intended start to answer for an open-loop client that sends at every slot whatever happens: what the server took for
 * each but for its stall, and of the stall what was left of it at the slot.
 */
const openLoop = (order: ServerOrder, perS: number, log: readonly Arrival[]): readonly number[] | undefined =>
  order.kind === "stall"
    ? log
        .toSorted((a, b) => a.atMs - b.atMs)
        .map(({ tookMs, stalledMs }, i) => tookMs - stalledMs + stalledBy(order, (1000 * i) / perS))
    : undefined;

/** Enough to keep to the slots, through the whole of a stall as well. */
const connectionsFor = ({ kind }: ServerOrder, perS: number): number =>
  Math.ceil(perS * (kind === "stall" ? 2.2 : 0.1)) + 4;

interface Order {
  readonly name: string;
  readonly order: ServerOrder;
  readonly perS: number;
  readonly forS: number;
}

/** How far percentiles are from the true ones, in tolerances, and both in words. */
const judged = (measured: (p: number) => number, truth: readonly number[]) => {
  const shown = percentiles.map((p) => `p${p * 100} ${measured(p).toFixed(1)} (${quantile(truth, p).toFixed(1)})`);
  return {
    worst: Math.max(
      ...percentiles.map((p) => Math.abs(measured(p) - quantile(truth, p)) / tolerance(quantile(truth, p))),
    ),
    words: `${shown.join(", ")} ms`,
  };
};

/** The same question to bare sockets: what they see otherwise than the server, no client on this machine sees better. */
const measureBare = async (all: BenchServers, { name, order, perS, forS }: Order): Promise<BenchRow> => {
  const server = await all.start(order);
  const times = await bareTimes(server, { perS, forS, connections: connectionsFor(order, perS) });
  const { worst, words } = judged(
    (p) => quantile(times, p),
    (await server.log()).map(({ tookMs }) => tookMs),
  );
  return {
    name: `  bare sockets, ${name} at ${perS}/s: ${words}`,
    measured: worst,
    target: "shown only",
    unit: "of the tolerance at worst",
    holds: true,
  };
};

const measure = async (
  all: BenchServers,
  adapter: HttpAdapter,
  { name, order, perS, forS }: Order,
): Promise<BenchRow[]> => {
  const server = await all.start(order);
  const transport = clientOf(server, { adapter });
  try {
    const connections = connectionsFor(order, perS);
    const traffic = await streamOver(
      transport,
      { name, as: "A", arrivals: even(perS, forS), work: "list", pace: "now", refused: "count", connections },
      { limit: 1_000_000, windowS: 1 },
    );
    const log = await server.log();
    const row = (what: string, ours: LatencySummary["name"], truth: readonly number[]): BenchRow => {
      const { worst, words } = judged((p) => (traffic.latency.quantile(ours, p) ?? Number.NaN) / 1000, truth);
      return {
        name: `accuracy, ${name} at ${perS}/s: ${what}: ${words}`,
        measured: worst,
        target: "at most 1 of max(1 ms, 2 %)",
        unit: "of the tolerance at worst",
        holds: worst <= 1 && log.length === perS * forS,
      };
    };
    const ideal = openLoop(order, perS, log);
    return [
      row(
        "service (the server's log)",
        "accepted",
        log.map(({ tookMs }) => tookMs),
      ),
      ...(ideal === undefined ? [] : [row("time to accept (an open loop's)", "time to accept", ideal)]),
    ];
  } finally {
    await transport.close();
  }
};

/** Row by row the round whose figure is in the middle: other programs of the machine disturb single rounds. */
const middle = (rounds: readonly (readonly BenchRow[])[]): BenchRow[] =>
  (rounds[0] ?? []).flatMap((_, i) => {
    const sorted = rounds.flatMap((rows) => rows[i] ?? []).sort((a, b) => a.measured - b.measured);
    return sorted[sorted.length >> 1] ?? [];
  });

/** On servers with a known delay, are the percentiles the server's own? */
export const trueLatency = async (all: BenchServers): Promise<BenchRow[]> => {
  // One HTTP adapter for all, and the first stream pays for compiling everything.
  const adapter = openAdapter();
  try {
    await measure(all, adapter, { name: "warm-up", order: { kind: "fixed", ms: 1 }, perS: 1000, forS: 6 });
    const rows: BenchRow[] = [];
    for (const rate of rates) {
      // Never two at a time: at the same slots they would be in each other's way.
      const once = async () => {
        const found: BenchRow[] = [];
        for (const server of servers) {
          const one: Order = { ...server, ...rate };
          found.push(...(await measure(all, adapter, one)));
          // A stall leaves thousands of connections, which are closed once they have been idle for some seconds.
          if (one.order.kind === "stall") await realClock.sleep(6000);
          found.push(await measureBare(all, one));
        }
        return found;
      };
      const rounds: (readonly BenchRow[])[] = [];
      for (let round = 0; round < rate.rounds; round++) rounds.push(await once());
      rows.push(...middle(rounds));
    }
    return rows;
  } finally {
    await adapter.close?.();
  }
};

/** What autocannon says by itself when it is given a rate, on a server that answers in 30 ms. */
export const plainAutocannon = async (all: BenchServers): Promise<BenchRow[]> => {
  const server = await all.start({ kind: "fixed", ms: 30 });
  const plain = await autocannon({ url: server.url, connections: 1, overallRate: 10, duration: 4 });
  const truth = quantile(
    (await server.log()).map(({ tookMs }) => tookMs),
    0.5,
  );
  const again = await all.start({ kind: "fixed", ms: 30 });
  const transport = clientOf(again);
  const ours = await streamOver(
    transport,
    { name: "ours", as: "A", arrivals: even(10, 4), work: "list", pace: "now", refused: "count", connections: 2 },
    { limit: 1_000_000, windowS: 1 },
  );
  await transport.close();
  const oursMs = (ours.latency.quantile("accepted", 0.5) ?? Number.NaN) / 1000;
  const answers = plain["2xx"];
  // Its types leave out how many samples the figures are made of.
  const { totalCount } = plain.latency as typeof plain.latency & { readonly totalCount: number };
  return [
    {
      name: "server answers in 30 ms: its own p50",
      measured: truth,
      target: "shown only",
      unit: "ms",
      holds: true,
    },
    {
      name: `plain autocannon with a rate: p50 of ${totalCount} samples for ${answers} answers`,
      measured: plain.latency.p50,
      target: "wrong: further than 2 ms off",
      unit: "ms",
      holds: Math.abs(plain.latency.p50 - truth) > 2,
    },
    {
      name: `ours: p50 of ${ours.latency.samples("accepted")} samples for ${ours.accepted} answers`,
      measured: oursMs,
      target: "within max(1 ms, 2 %)",
      unit: "ms",
      holds: Math.abs(oursMs - truth) <= tolerance(truth),
    },
  ];
};
