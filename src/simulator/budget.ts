import type { AnyLimiterFamily, Decision, LimiterConfig } from "../limiter/limiter.ts";
import type { Caller } from "./identity.ts";

/** What one token has left: a limiter and its state. */
export interface LimiterBudget {
  take(nowUs: number): Decision;
  /** Remembers the state of now; the function it returns goes back to it. */
  mark(): () => void;
}

export const startBudget = (family: AnyLimiterFamily, config: LimiterConfig, nowUs: number): LimiterBudget => {
  let limiter = family.begin(config, nowUs);
  return {
    take: (now) => {
      const [next, decision] = limiter.take(now);
      limiter = next;
      return decision;
    },
    mark: () => {
      const marked = limiter;
      return () => {
        limiter = marked;
      };
    },
  };
};

/** Which budget a call is paid from: the token's own. @see facts 7.1 */
export const budgetOf = (caller: Caller): string => caller.token ?? "";

/** One call costs one. */
export const charge = (budget: LimiterBudget, nowUs: number): Decision | Promise<Decision> => budget.take(nowUs);

/** After the answer: what was paid stays paid, whatever the status. @see facts 7.5 */
export const settle = (_status: number, _undo: () => void): void => {};

export const refuses = (decision: Decision): boolean => !decision.admitted;

/** A refused call does nothing. */
export const whenRefused = (_proceed: () => Promise<Response>): Promise<unknown> | undefined => undefined;

/** Only with a valid token, on every status. @see facts 7.2 */
export const rateHeaders = (limit: number, decision: Decision): Readonly<Record<string, string>> => ({
  "X-RateLimit-Limit": String(limit),
  "X-RateLimit-Remaining": String(decision.remaining),
  "X-RateLimit-Reset": String(decision.resetS),
});
