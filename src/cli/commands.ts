import type { Command } from "commander";

/** How a command file tells the program about its verb. */
export type Register = (program: Command) => void;

/**
 * The verbs, one file each in commands/. Loaded only when needed: `simulator` should not wait for a test library.
 * A test holds this list and the folder together.
 */
export const commands = {
  bench: async () => (await import("./commands/bench.ts")).bench,
  contract: async () => (await import("./commands/contract.ts")).contract,
  gate: async () => (await import("./commands/gate.ts")).gate,
  generate: async () => (await import("./commands/generate.ts")).generate,
  load: async () => (await import("./commands/load.ts")).load,
  nightly: async () => (await import("./commands/nightly.ts")).nightly,
  report: async () => (await import("./commands/report.ts")).report,
  sensitivity: async () => (await import("./commands/sensitivity.ts")).sensitivity,
  simulator: async () => (await import("./commands/simulator.ts")).simulator,
  sweep: async () => (await import("./commands/sweep.ts")).sweep,
  verify: async () => (await import("./commands/verify.ts")).verify,
} as const satisfies Readonly<Record<string, () => Promise<Register>>>;

export type Verb = keyof typeof commands;
export const isVerb = (text: string | undefined): text is Verb => text !== undefined && Object.hasOwn(commands, text);
