import type { Rule } from "../../checks/rule.ts";
import { rules } from "../../checks/rules.ts";
import type { FaultInfo } from "../../contract/fault.ts";
import type { Broken } from "../../run/run-contract.ts";
import { findBenign } from "../../simulator/benign.ts";
import type { Fault } from "../../simulator/fault.ts";
import { findFault } from "../../simulator/faults.ts";
import type { SimulatorOptions } from "../../simulator/simulator.ts";
import { type ContractTrial, contractTrial } from "./contract-trial.ts";
import type { Mutant } from "./mutant.ts";
import type { MutantTrial, ToldTrial } from "./mutant-job.ts";

/** One thing to measure; plain data, so that it can go to another process. */
export type Job =
  | { readonly kind: "fault"; readonly fault: string; readonly seed: number; readonly budgets: readonly number[] }
  | { readonly kind: "named"; readonly fault: string; readonly seed: number; readonly budget: number }
  | { readonly kind: "benign"; readonly variant: string; readonly seed: number; readonly budget: number }
  | { readonly kind: "tell"; readonly mutant: Mutant }
  | {
      readonly kind: "mutant";
      readonly mutant: Mutant;
      readonly seeds: readonly number[];
      readonly budgets: readonly number[];
    };

/** What became of one fault under one seed. */
export interface FaultTrial {
  readonly kind: "fault";
  readonly fault: string;
  readonly seed: number;
  /** One for each budget asked for. */
  readonly killed: readonly boolean[];
  /** Requests sent when it was killed, in the run with the largest budget. */
  readonly requests: number | undefined;
  /** Rules broken in that run, in order. */
  readonly rules: readonly string[];
  /** Why it lives, where the run itself says so: it could not do its job. */
  readonly reason: string | undefined;
  /** All requests that were sent to find this out. */
  readonly sent: number;
}

/** Whether the rule a fault breaks notices it when it alone judges: then no other rule is quicker and ends the run. */
export interface NamedTrial {
  readonly kind: "named";
  readonly fault: string;
  readonly seed: number;
  readonly noticed: boolean;
  readonly requests: number;
}

/** What a run said of a correct server. */
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

export type Trial = FaultTrial | NamedTrial | BenignTrial | ToldTrial | MutantTrial;

/** Limit for faults of the rate limit: one that every budget can exhaust. */
export const smallLimit = 10;

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

export const faultyServer = (fault: Fault): Omit<SimulatorOptions, "clock"> => ({
  fault,
  ...(isOfTheLimiter(fault) ? { limit: smallLimit } : {}),
});

export const correctServer = (variant: string): Omit<SimulatorOptions, "clock"> => {
  if (variant === plainServers[0]) return {};
  if (variant === plainServers[1]) return { limit: smallLimit };
  const benign = findBenign(variant);
  if (benign === undefined) throw new RangeError(`there is no benign variant ${JSON.stringify(variant)}`);
  return { benign };
};

/** The first broken rule that counts: of level must, or the very one the fault breaks where that is only observed. */
const killer = (broken: readonly Broken[], breaks: string | undefined): Broken | undefined =>
  broken.find(({ rule }) => rule.level === "must" || rule.id === breaks);

/**
 * Runs one server at the largest budget, and again at each smaller one wherever the first run would have gone another way
 * there: a budget leaves out the cases that do not fit.
 */
export const killsOf = async (
  budgets: readonly number[],
  breaks: string | undefined,
  run: (budget: number) => Promise<ContractTrial>,
): Promise<Omit<FaultTrial, "kind" | "fault" | "seed">> => {
  const largest = await run(Math.max(...budgets));
  const first = killer(largest.broken, breaks);
  const { outcome, requests: all, reason } = largest.record;
  // Records that cannot be deleted fail a run as well.
  const dead = first !== undefined || outcome === "violated";
  let sent = all;
  const killed: boolean[] = [];
  for (const budget of budgets) {
    const alike = first?.needs !== undefined && first.needs <= budget && first.requests <= budget;
    if (!dead || alike || budget === Math.max(...budgets)) killed.push(dead);
    else {
      const again = await run(budget);
      sent += again.record.requests;
      killed.push(killer(again.broken, breaks) !== undefined || again.record.outcome === "violated");
    }
  }
  return {
    killed,
    requests: dead ? (first?.requests ?? all) : undefined,
    rules: largest.broken.map(({ rule }) => rule.id),
    reason: dead ? undefined : reason,
    sent,
  };
};

const benignTrial = async (variant: string, seed: number, budget: number): Promise<BenignTrial> => {
  const { record } = await contractTrial({ server: correctServer(variant), seed, budget });
  const said = (level: "must" | "observed") =>
    record.findings
      .filter(({ rule }) => rule.level === level)
      .map(({ rule, expected, received, foundBy }) => `${rule.id} (${foundBy}): ${expected}; came: ${received}`);
  const left = record.outcome === "violated" && said("must").length === 0 ? [record.reason ?? "violated"] : [];
  return {
    kind: "benign",
    variant,
    seed,
    requests: record.requests,
    alarms: [...said("must"), ...left],
    drift: said("observed"),
    unable: record.outcome === "unable" ? (record.reason ?? "unable") : undefined,
  };
};

const namedTrial = async (fault: Fault, seed: number, budget: number): Promise<NamedTrial> => {
  // Of level must, so that the run ends when it is broken.
  const own = rules.flatMap((rule): Rule[] => (rule.id === fault.breaks ? [{ ...rule, level: "must" }] : []));
  const { record, broken } = await contractTrial({
    server: faultyServer(fault),
    rules: own,
    seed,
    budget,
    stopAtFirst: true,
  });
  return { kind: "named", fault: fault.id, seed, noticed: broken.length > 0, requests: record.requests };
};

/** Does one job, here and now. */
export const perform = async (job: Job): Promise<Trial> => {
  if (job.kind === "benign") return benignTrial(job.variant, job.seed, job.budget);
  if (job.kind === "tell" || job.kind === "mutant") {
    const { tell, scoreMutant } = await import("./mutant-job.ts");
    return job.kind === "tell" ? tell(job.mutant) : scoreMutant(job.mutant, job.seeds, job.budgets);
  }
  const fault = faultNamed(job.fault);
  if (job.kind === "named") return namedTrial(fault, job.seed, job.budget);
  const kills = await killsOf(job.budgets, fault.breaks, (budget) =>
    contractTrial({ server: faultyServer(fault), seed: job.seed, budget, stopAtFirst: true }),
  );
  return { kind: "fault", fault: fault.id, seed: job.seed, ...kills };
};
