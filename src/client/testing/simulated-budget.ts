import type { Limiting } from "../../limiter/limiter.ts";
import { nextBudget } from "../pacing/budget.ts";
import {
  type BudgetPolicy,
  startBudget,
  type Ticket,
  type TokenBudget,
  ticketOf,
  waitUs,
} from "../pacing/token-budget.ts";

export interface BudgetTrial {
  readonly limiter: Limiting;
  readonly limit: number;
  readonly policy: BudgetPolicy;
  /** Callers that always want to send. */
  readonly callers: number;
  readonly forUs: number;
  readonly startUs: number;
  /** One way, µs. */
  readonly latencyUs: () => number;
}

export interface TrialResult {
  readonly admitted: number;
  readonly refused: number;
  /** When requests left, µs. */
  readonly leftUs: readonly number[];
  readonly budget: TokenBudget;
}

type Due =
  | { readonly atUs: number; readonly type: "arrives"; readonly ticket: Ticket }
  | {
      readonly atUs: number;
      readonly type: "returns";
      readonly ticket: Ticket;
      readonly status: number;
      readonly remaining: number;
      readonly resetS: number;
    };

/** Plays the pure core against a limiter in virtual time: for tests of the pacer and for measuring policies. */
export const playBudget = (trial: BudgetTrial): TrialResult => {
  const endUs = trial.startUs + trial.forUs;
  let budget = startBudget(trial.policy);
  let limiter = trial.limiter;
  let nowUs = trial.startUs;
  let idle = trial.callers;
  let admitted = 0;
  let refused = 0;
  const leftUs: number[] = [];
  const due: Due[] = [];
  const add = (event: Due) => {
    let at = due.length;
    while (at > 0 && (due[at - 1]?.atUs ?? 0) > event.atUs) at--;
    due.splice(at, 0, event);
  };
  while (nowUs < endUs) {
    const wait = idle > 0 ? waitUs(budget, nowUs) : Number.POSITIVE_INFINITY;
    const nextUs = due[0]?.atUs ?? Number.POSITIVE_INFINITY;
    if (wait === Number.POSITIVE_INFINITY && nextUs === wait) throw new Error("the budget waits for nothing");
    if (nowUs + wait <= nextUs) {
      nowUs += wait;
      if (nowUs >= endUs) break;
      const ticket = ticketOf(budget);
      budget = nextBudget(budget, nowUs, { type: "sent" });
      leftUs.push(nowUs);
      idle--;
      add({ atUs: nowUs + trial.latencyUs(), type: "arrives", ticket });
      continue;
    }
    const event = due.shift();
    if (event === undefined) break;
    nowUs = event.atUs;
    if (event.type === "arrives") {
      const [next, { admitted: passed, remaining, resetS }] = limiter.take(nowUs);
      limiter = next;
      if (passed) admitted++;
      else refused++;
      add({
        atUs: nowUs + trial.latencyUs(),
        type: "returns",
        ticket: event.ticket,
        status: passed ? 200 : 429,
        remaining,
        resetS,
      });
    } else {
      idle++;
      const { ticket, status, remaining, resetS } = event;
      const rate = { limit: trial.limit, remaining, resetS, windowS: undefined, retryAfterS: undefined };
      budget = nextBudget(budget, nowUs, { type: "answered", ticket, status, rate });
    }
  }
  return { admitted, refused, leftUs, budget };
};
