import { observeOutcome, observeRequest } from "../../contract/observation.ts";
import type { BudgetTrail, TrailStep } from "../budget/budget-trail.ts";
import { baseUrl } from "./history.ts";

/** One call of token A, and the rate-limit headers of its answer. */
export interface AnsweredCall {
  readonly seq: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly limit: number;
  readonly remaining: number;
  readonly resetS: number;
  readonly status?: number;
  readonly method?: string;
}

/** The step that a call makes, for tests of folds over the trail. */
export const answered = (trail: BudgetTrail, call: AnsweredCall): TrailStep | undefined => {
  const { seq, startUs, endUs, limit, remaining, resetS, status = 200, method = "GET" } = call;
  const sent = {
    seq,
    request: { method, url: `${baseUrl}/users/7`, headers: [], token: "A" as const },
    attempt: 1,
    startUs,
  };
  const request = observeRequest(sent, "/public/v2");
  trail.sent(request);
  const headers: [string, string][] = [
    ["content-type", "application/json; charset=utf-8"],
    ["x-request-id", "6f2b1b1e-0c5b-4b8e-9f0a-2f8f2b8f2b8f"],
    ["x-ratelimit-limit", String(limit)],
    ["x-ratelimit-remaining", String(remaining)],
    ["x-ratelimit-reset", String(resetS)],
  ];
  const outcome = { kind: "answer" as const, status, headers, body: "{}" };
  return trail.done(observeOutcome(request, { ...sent, outcome, endUs }));
};
