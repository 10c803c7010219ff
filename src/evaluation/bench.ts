import type { BenchRow } from "./bench/simulator.ts";

export type { BenchRow } from "./bench/simulator.ts";

/** One group of figures, measured in a process of its own so that no other's heap or sockets are in its way. */
export type Bench = () => Promise<readonly BenchRow[]>;

/** The benchmarks by name, one file each in bench/. */
export const benches = {
  accuracy: async () => (await import("./bench/load.ts")).benchAccuracy,
  client: async () => (await import("./bench/client.ts")).benchClient,
  judge: async () => (await import("./bench/judge.ts")).benchJudge,
  k6: async () => (await import("./bench/k6.ts")).benchK6,
  overhead: async () => (await import("./bench/load.ts")).benchOverhead,
  pace: async () => (await import("./bench/load.ts")).benchPace,
  simulator: async () => (await import("./bench/simulator.ts")).benchSimulator,
  startup: async () => (await import("./bench/startup.ts")).benchStartup,
  verify: async () => (await import("./bench/verify.ts")).benchVerify,
} as const satisfies Readonly<Record<string, () => Promise<Bench>>>;

/**
 * How Node is started for everything that measures load, by the scripts of package.json and here. Collecting garbage with
 * several threads takes every core of a small machine for 10 ms, a few times a second under load; what then came from the
 * service was noticed late, in a thread of its own or not.
 * @internal
 */
export const loadNodeOptions: readonly string[] = ["--single-threaded-gc"];

const measureLoad: ReadonlySet<string> = new Set<BenchName>(["accuracy", "k6", "overhead", "pace"]);

/** What Node is started with for a benchmark, beside the loader. Each may force a garbage collection. */
export const nodeOptionsFor = (name: BenchName): readonly string[] => [
  "--expose-gc",
  ...(measureLoad.has(name) ? loadNodeOptions : []),
];

export type BenchName = keyof typeof benches;
export const isBenchName = (text: string): text is BenchName => Object.hasOwn(benches, text);
