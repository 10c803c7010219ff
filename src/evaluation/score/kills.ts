import type { Broken } from "../../run/open-run.ts";
import type { ContractTrial } from "./contract-trial.ts";

/** Limit for faults of the rate limit: one that every budget can exhaust. */
export const smallLimit = 10;

/** What became of one fault under one seed. */
export interface FaultTrial {
  readonly kind: "fault";
  readonly fault: string;
  readonly seed: number;
  /** One for each budget. */
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
