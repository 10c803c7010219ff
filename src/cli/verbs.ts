import type { Command } from "commander";

/** How a file of a verb adds it, with its flags, to the program. */
type Register = (program: Command) => void;

interface Entry {
  /** One line, for the help of the whole. */
  readonly summary: string;
  readonly load: () => Promise<Register>;
}

/**
 * The verbs: those that belong together share a file in verbs/ with their flags and help, and each has one in commands/ with
 * what it does. Loaded only when needed: help should not wait for the suites, nor `simulator` for a test library. A test holds
 * this list and verbs/ together.
 */
export const commands = {
  bench: {
    summary: "Measure the harness itself, side by side with what it is compared to; minutes",
    load: async () => (await import("./verbs/bench.ts")).bench,
  },
  contract: {
    summary: "Put the contract to the test: property-based suites, every answer judged by every rule",
    load: async () => (await import("./verbs/contract.ts")).contract,
  },
  proxy: {
    summary: "Let any tool talk to the target through a loopback port: paced, recorded and judged; it adds the token",
    load: async () => (await import("./verbs/load.ts")).proxy,
  },
  explain: {
    summary: "What a rule, a property or a fault is: sentence, facts, an example, who exercises it; sends nothing",
    load: async () => (await import("./verbs/explain.ts")).explain,
  },
  generate: {
    summary: "Write what follows from the spec and the rules: types, the compiled spec, docs/contract.md",
    load: async () => (await import("./verbs/explain.ts")).generate,
  },
  load: {
    summary: "Run load scenarios against the target, paced by its own limit",
    load: async () => (await import("./verbs/load.ts")).load,
  },
  nightly: {
    summary: "The whole job: contract, load and report; exit code: the worst of both",
    load: async () => (await import("./verbs/contract.ts")).nightly,
  },
  report: {
    summary: "Make reports from saved runs, or compare two; sends no request",
    load: async () => (await import("./verbs/report.ts")).report,
  },
  score: {
    summary: "How many of the simulator's faults a suite finds, and how many false alarms it raises",
    load: async () => (await import("./verbs/score.ts")).score,
  },
  simulator: {
    summary: "Run the embedded Go REST on a loopback port until Ctrl-C",
    load: async () => (await import("./verbs/load.ts")).simulator,
  },
  sweep: {
    summary: "Remove what killed runs left: journaled records, and any that bear a mark of ours",
    load: async () => (await import("./verbs/contract.ts")).sweep,
  },
  verify: {
    summary: "Judge saved traffic by the same rules; no request is sent",
    load: async () => (await import("./verbs/contract.ts")).verify,
  },
} as const satisfies Readonly<Record<string, Entry>>;
