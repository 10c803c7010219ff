import type { BenchRow } from "./bench/simulator.ts";

export type { BenchRow } from "./bench/simulator.ts";

/** One group of figures, measured in a process of its own so that no other's heap or sockets are in its way. */
export type Bench = () => Promise<readonly BenchRow[]>;

/** The benchmarks by name, one file each in bench/. */
export const benches = {
  accuracy: async () => (await import("./bench/load.ts")).benchAccuracy,
  client: async () => (await import("./bench/client.ts")).benchClient,
  k6: async () => (await import("./bench/k6.ts")).benchK6,
  overhead: async () => (await import("./bench/load.ts")).benchOverhead,
  pace: async () => (await import("./bench/load.ts")).benchPace,
  simulator: async () => (await import("./bench/simulator.ts")).benchSimulator,
  verify: async () => (await import("./bench/verify.ts")).benchVerify,
} as const satisfies Readonly<Record<string, () => Promise<Bench>>>;

export type BenchName = keyof typeof benches;
export const isBenchName = (text: string): text is BenchName => Object.hasOwn(benches, text);
