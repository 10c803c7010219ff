import type { Rule } from "../../checks/rule.ts";
import { rules } from "../../checks/rules.ts";
import { defined } from "../../contract/defined.ts";
import type { FaultInfo } from "../../contract/fault.ts";
import { findBenign } from "../../simulator/benign.ts";
import type { Fault } from "../../simulator/fault.ts";
import { findFault } from "../../simulator/faults.ts";
import type { SimulatorOptions } from "../../simulator/simulator.ts";
import { contractTrial, type FaultTrial, killsOf, smallLimit } from "./contract-trial.ts";
import type { ComparisonTrial, Mutant, MutantTrial } from "./mutant.ts";

/** One thing to measure; plain data, so that it can go to another process. */
export type Job =
  | { readonly kind: "fault"; readonly fault: string; readonly seed: number; readonly budgets: readonly number[] }
  | { readonly kind: "named"; readonly fault: string; readonly seed: number; readonly budget: number }
  | { readonly kind: "benign"; readonly variant: string; readonly seed: number; readonly budget: number }
  | { readonly kind: "compare"; readonly mutant: Mutant }
  | {
      readonly kind: "mutant";
      readonly mutant: Mutant;
      readonly seeds: readonly number[];
      readonly budgets: readonly number[];
    };

/** Whether the rule a fault breaks notices it when it alone judges: then no other rule is quicker and ends the run. */
export interface NamedTrial {
  readonly kind: "named";
  readonly fault: string;
  readonly seed: number;
  readonly noticed: boolean;
  readonly requests: number;
}

/** What a run found on a correct server. */
export interface BenignTrial {
  readonly kind: "benign";
  readonly variant: string;
  readonly seed: number;
  readonly requests: number;
  /** One line each, with the rule's own words; every one of them is false. */
  readonly alarms: readonly string[];
  /** Broken rules that are only observed: reported, not failed. */
  readonly drift: readonly string[];
  /** Why the run could not do its job. */
  readonly unable: string | undefined;
}

export type Trial = FaultTrial | NamedTrial | BenignTrial | ComparisonTrial | MutantTrial;

/** Correct servers that are no variant: as they are, and as faults of the rate limit run. */
export const plainServers = ["correct", `correct, limit ${smallLimit}`] as const;

const faultNamed = (id: string): Fault => {
  const fault = findFault(id);
  if (fault === undefined) throw new RangeError(`there is no fault ${JSON.stringify(id)}`);
  return fault;
};

/** Whether a fault can only show where the limit is reached or its headers are looked at closely. */
export const isOfTheLimiter = ({ class: kind, breaks }: FaultInfo): boolean =>
  kind === "rate-limit" || rules.some(({ id, clause }) => id === breaks && clause === "rate limit");

/**
 * Servers with a fault, until it is found on one of them: a fault of the limiter shows where the smallest budget reaches the
 * limit, or else where there is room for bursts before it.
 */
const faultyServers = (fault: Fault): readonly Omit<SimulatorOptions, "clock">[] =>
  isOfTheLimiter(fault) ? [{ fault, limit: smallLimit }, { fault }] : [{ fault }];

export const correctServer = (variant: string): Omit<SimulatorOptions, "clock"> => {
  if (variant === plainServers[0]) return {};
  if (variant === plainServers[1]) return { limit: smallLimit };
  const benign = findBenign(variant);
  if (benign === undefined) throw new RangeError(`there is no benign variant ${JSON.stringify(variant)}`);
  return { benign };
};

const benignTrial = async (variant: string, seed: number, budget: number): Promise<BenignTrial> => {
  const { record } = await contractTrial({ server: correctServer(variant), seed, budget });
  const findingsOf = (level: "must" | "observed") =>
    record.findings
      .filter(({ rule }) => rule.level === level)
      .map(({ rule, expected, received, foundBy }) => `${rule.id} (${foundBy}): ${expected}; came: ${received}`);
  const left = record.outcome === "violated" && findingsOf("must").length === 0 ? [record.reason ?? "violated"] : [];
  return {
    kind: "benign",
    variant,
    seed,
    requests: record.requests,
    alarms: [...findingsOf("must"), ...left],
    drift: findingsOf("observed"),
    unable: record.outcome === "unable" ? (record.reason ?? "unable") : undefined,
  };
};

const namedTrial = async (fault: Fault, seed: number, budget: number): Promise<NamedTrial> => {
  // Of level must, so that the run ends when it is broken.
  const own = rules.flatMap((rule): Rule[] => (rule.id === fault.breaks ? [{ ...rule, level: "must" }] : []));
  let requests = 0;
  for (const server of faultyServers(fault)) {
    const { record, broken } = await contractTrial({ server, rules: own, seed, budget, stopAtFirst: true });
    requests += record.requests;
    if (broken.length > 0) return { kind: "named", fault: fault.id, seed, noticed: true, requests };
  }
  return { kind: "named", fault: fault.id, seed, noticed: false, requests };
};

type Kills = Awaited<ReturnType<typeof killsOf>>;

/** What was found on either of two servers. */
const either = (one: Kills, other: Kills): Kills => ({
  ...(one.requests === undefined ? other : one),
  killed: one.killed.map((dead, at) => dead || other.killed[at] === true),
  sent: one.sent + other.sent,
});

/** How many requests a report shows of what it finds first; undefined where none, or one about a budget over time. */
const shownOf = async (fault: Fault, seed: number, budget: number): Promise<number | undefined> => {
  const [server] = faultyServers(fault);
  if (server === undefined) return undefined;
  const { record } = await contractTrial({ server, seed, budget, stopAtFirst: true, shrink: true });
  const [finding] = record.findings;
  return finding?.rule.clause === "rate limit" ? undefined : finding?.sequence.length;
};

const faultTrial = async (fault: Fault, seed: number, budgets: readonly number[]): Promise<FaultTrial> => {
  let kills: Kills | undefined;
  for (const server of faultyServers(fault)) {
    const here = await killsOf(budgets, fault.breaks, (budget) =>
      contractTrial({ server, seed, budget, stopAtFirst: true }),
    );
    kills = kills === undefined ? here : either(kills, here);
    if (kills.killed.every(Boolean)) break;
  }
  if (kills === undefined) throw new Error("a fault has a server");
  // Shortening takes as long as finding: it is measured under one seed.
  const shown = seed === 1 ? await shownOf(fault, seed, Math.max(...budgets)) : undefined;
  return { kind: "fault", fault: fault.id, seed, ...kills, ...defined({ shown }) };
};

/** Does one job, here and now. */
export const perform = async (job: Job): Promise<Trial> => {
  if (job.kind === "benign") return benignTrial(job.variant, job.seed, job.budget);
  if (job.kind === "compare" || job.kind === "mutant") {
    const { compareMutant, scoreMutant } = await import("./mutant.ts");
    return job.kind === "compare" ? compareMutant(job.mutant) : scoreMutant(job.mutant, job.seeds, job.budgets);
  }
  const fault = faultNamed(job.fault);
  if (job.kind === "named") return namedTrial(fault, job.seed, job.budget);
  return faultTrial(fault, job.seed, job.budgets);
};
