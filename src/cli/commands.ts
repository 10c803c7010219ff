import type { Command } from "commander";

/** How a command file adds its verb to the program. */
type Register = (program: Command) => void;

interface Entry {
  /** One line, for the help of the whole. */
  readonly summary: string;
  readonly load: () => Promise<Register>;
}

/**
 * The verbs, one file each in commands/. Loaded only when needed: neither `simulator` nor a list of the verbs should wait
 * for a test library. A test holds this list and the folder together.
 */
export const commands = {
  bench: {
    summary: "Measure the harness itself, side by side with what it is compared to; minutes",
    load: async () => (await import("./commands/bench.ts")).bench,
  },
  contract: {
    summary: "Put the contract to the test: property-based suites, every answer judged by every rule",
    load: async () => (await import("./commands/contract.ts")).contract,
  },
  proxy: {
    summary: "Let any tool talk to the target through a loopback port: paced, recorded and judged; it adds the token",
    load: async () => (await import("./commands/proxy.ts")).proxy,
  },
  generate: {
    summary: "Write what follows from the spec and the rules: types, the compiled spec, docs/contract.md",
    load: async () => (await import("./commands/generate.ts")).generate,
  },
  load: {
    summary: "Run load scenarios against the target, paced by its own limit",
    load: async () => (await import("./commands/load.ts")).load,
  },
  nightly: {
    summary: "The whole job: contract, load and report; exit code: the worst of both",
    load: async () => (await import("./commands/nightly.ts")).nightly,
  },
  report: {
    summary: "Make reports from saved runs, or compare two; sends no request",
    load: async () => (await import("./commands/report.ts")).report,
  },
  score: {
    summary: "How many of the simulator's faults a suite finds, and how many false alarms it raises",
    load: async () => (await import("./commands/score.ts")).score,
  },
  simulator: {
    summary: "Run the embedded Go REST on a loopback port until Ctrl-C",
    load: async () => (await import("./commands/simulator.ts")).simulator,
  },
  sweep: {
    summary: "Remove what killed runs left: journaled records, and any that bear a mark of ours",
    load: async () => (await import("./commands/sweep.ts")).sweep,
  },
  verify: {
    summary: "Judge saved traffic by the same rules; no request is sent",
    load: async () => (await import("./commands/verify.ts")).verify,
  },
} as const satisfies Readonly<Record<string, Entry>>;
