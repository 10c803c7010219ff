import { rateLimitHeaders } from "../../contract/exchange.ts";
import type { Observation } from "../../contract/observation.ts";

/** Null: an answer without. */
const limitOf = ({ answer }: Observation): string | null => answer?.headers.get("x-ratelimit-limit") ?? null;

/**
 * The service shows a budget to valid tokens alone (facts 7.2). Where guests and wrong tokens are shown the same limit as
 * tokens are, a box wrote it that counts for itself and reads no token: nothing of a token's budget follows.
 * @param onForeign called whenever that turns out
 * @returns takes each observation, and gives it back as it is, or without the headers where they are a box's
 */
export const followBudgetOwner = (onForeign: () => void): ((observation: Observation) => Observation) => {
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
  let wasForeign = false;
  return (observation) => {
    learn(observation);
    const foreign = isForeign();
    if (foreign && !wasForeign) onForeign();
    wasForeign = foreign;
    const { answer } = observation;
    if (answer === undefined || !foreign) return observation;
    const headers = new Map(answer.headers);
    for (const name of rateLimitHeaders) headers.delete(name);
    return { ...observation, answer: { ...answer, headers, budgetIsForeign: true } };
  };
};
