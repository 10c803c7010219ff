import { rateLimitHeaders } from "../../contract/exchange.ts";
import type { Observation } from "../../contract/observation.ts";

/** Whose budget the rate-limit headers tell of: a token's, or that of a box which counts for itself and writes them into every answer. */
export interface BudgetOwner {
  /** They are a box's, as far as was seen. */
  readonly isForeign: boolean;
  /** @returns the observation as it is, or without the headers where they are a box's */
  see(observation: Observation): Observation;
}

/** Null: an answer without. */
const limitOf = ({ answer }: Observation): string | null => answer?.headers.get("x-ratelimit-limit") ?? null;

/**
 * The service shows a budget to valid tokens alone (facts 7.2). Where guests and wrong tokens are shown the same limit as
 * tokens are, whoever wrote it does not read tokens: nothing of a token's budget follows.
 */
export const followBudgetOwner = (): BudgetOwner => {
  const shown: { token?: string | null; guest?: string | null; wrong?: string | null } = {};
  const isForeign = (): boolean => {
    const { token, guest, wrong } = shown;
    if (typeof token !== "string" || (guest === undefined && wrong === undefined)) return false;
    return (guest === undefined || guest === token) && (wrong === undefined || wrong === token);
  };
  const learn = (observation: Observation): void => {
    const { token, answer } = observation;
    if (answer === undefined || answer.fromGateway) return;
    if (answer.status !== 401) {
      if (token === "anonymous") shown.guest = limitOf(observation);
      if (token === "A" || token === "B") shown.token = limitOf(observation);
    } else if (token === "invalid" || token === "anonymous") shown.wrong = limitOf(observation);
  };
  return {
    get isForeign() {
      return isForeign();
    },
    see: (observation) => {
      learn(observation);
      const { answer } = observation;
      if (answer === undefined || !isForeign()) return observation;
      const headers = new Map(answer.headers);
      for (const name of rateLimitHeaders) headers.delete(name);
      return { ...observation, answer: { ...answer, headers, budgetIsForeign: true } };
    },
  };
};
