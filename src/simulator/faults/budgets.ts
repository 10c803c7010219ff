import type { LimiterBudget } from "../budget.ts";
import { answerFault, behaviourFault, type Fault } from "../fault.ts";
import type { Policy } from "../policy.ts";

/** Answers of some statuses cost more than one. */
const costing = (more: number, statuses: readonly number[], { charge, settle }: Policy): Partial<Policy> => {
  let last: { readonly budget: LimiterBudget; readonly nowUs: number } | undefined;
  return {
    charge: (budget, nowUs) => {
      last = { budget, nowUs };
      return charge(budget, nowUs);
    },
    settle: (status, undo) => {
      settle(status, undo);
      if (statuses.includes(status)) for (let i = 0; i < more; i++) last?.budget.take(last.nowUs);
    },
  };
};

/** Which budget a call uses, what a kind of call takes from it, and the headers that show it. */
export const budgetFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "budget-forgotten-now-and-then",
      sentence: "After every 30 calls the counter begins anew.",
      class: "rate-limit",
      breaks: "limit-is-enforced",
    },
    ({ budgetOf }) => {
      const calls = new Map<string, number>();
      return {
        budgetOf: (caller) => {
          const own = budgetOf(caller);
          const made = calls.get(own) ?? 0;
          calls.set(own, made + 1);
          return `${own} ${Math.floor(made / 30)}`;
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "budget-per-method",
      sentence: "Reads and writes of one token are counted apart.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    ({ accountOf, budgetOf }) => {
      let kind = "";
      return {
        accountOf: (token, accounts, method) => {
          kind = method === "GET" ? "reads" : "writes";
          return accountOf(token, accounts, method);
        },
        budgetOf: (caller) => `${budgetOf(caller)} ${kind}`,
      };
    },
  ),
  behaviourFault(
    {
      id: "budget-per-process",
      sentence: "Two processes take turns, and each counts only its own calls.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    ({ budgetOf }) => {
      let calls = 0;
      return { budgetOf: (caller) => `${budgetOf(caller)} ${calls++ % 2}` };
    },
  ),
  behaviourFault(
    {
      id: "creates-cost-five",
      sentence: "A create costs five.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    (correct) => costing(4, [201], correct),
  ),
  behaviourFault(
    {
      id: "last-calls-withheld",
      sentence: "Calls are refused while a few still remain.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ charge }) => ({
      charge: async (budget, nowUs) => {
        const undo = budget.mark();
        const decision = await charge(budget, nowUs);
        if (!decision.admitted || decision.remaining >= 4) return decision;
        undo();
        return { ...decision, admitted: false, remaining: 0 };
      },
    }),
  ),
  answerFault(
    {
      id: "limited-by-a-403-page",
      sentence: "A call above the limit is answered with an HTML 403 without rate-limit headers.",
      class: "rate-limit",
      breaks: "too-many-requests-shape",
    },
    (response) =>
      response.status === 429
        ? new Response("<html><body>Forbidden</body></html>", { status: 403, headers: { "content-type": "text/html" } })
        : response,
  ),
  answerFault(
    {
      id: "limited-by-a-page",
      sentence: "A call above the limit is answered with an HTML 429 without rate-limit headers.",
      class: "rate-limit",
      breaks: "too-many-requests-shape",
    },
    (response) =>
      response.status === 429
        ? new Response("<html><body>Too many requests</body></html>", {
            status: 429,
            headers: { "content-type": "text/html" },
          })
        : response,
  ),
  answerFault(
    {
      id: "limited-by-silence",
      sentence: "A call above the limit gets no answer: its connection is closed.",
      class: "rate-limit",
      breaks: "too-many-requests-shape",
    },
    (response) => {
      if (response.status === 429) throw new TypeError("connection closed");
      return response;
    },
  ),
  behaviourFault(
    {
      id: "one-call-in-four-is-free",
      sentence: "Every fourth call costs nothing, so that more is admitted than is announced.",
      class: "rate-limit",
      breaks: "limit-is-enforced",
    },
    () => {
      let calls = 0;
      return {
        settle: (_status, undo) => {
          if (++calls % 4 === 0) undo();
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "refusals-cost-two",
      sentence: "A 404 or 422 costs two.",
      class: "rate-limit",
      breaks: "refusals-cost-too",
    },
    (correct) => costing(1, [404, 422], correct),
  ),
  behaviourFault(
    {
      id: "remaining-goes-below-zero",
      sentence: "X-RateLimit-Remaining counts refused calls too, below zero.",
      class: "rate-limit",
      breaks: "remaining-within-limit",
    },
    ({ rateHeaders }) => {
      let refused = 0;
      return {
        rateHeaders: (limit, decision) =>
          rateHeaders(limit, decision.admitted ? decision : { ...decision, remaining: -++refused }),
      };
    },
  ),
  behaviourFault(
    {
      id: "remaining-in-threes",
      sentence: "X-RateLimit-Remaining is rounded down to a multiple of three.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) =>
        rateHeaders(limit, { ...decision, remaining: Math.floor(decision.remaining / 3) * 3 }),
    }),
  ),
  behaviourFault(
    {
      id: "reset-always-the-minute",
      sentence: "X-RateLimit-Reset is 60, whatever is left.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ rateHeaders }) => ({ rateHeaders: (limit, decision) => rateHeaders(limit, { ...decision, resetS: 60 }) }),
  ),
  behaviourFault(
    {
      id: "reset-always-zero",
      sentence: "X-RateLimit-Reset is 0, whatever is left.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ rateHeaders }) => ({ rateHeaders: (limit, decision) => rateHeaders(limit, { ...decision, resetS: 0 }) }),
  ),
  behaviourFault(
    {
      id: "reset-in-milliseconds",
      sentence: "X-RateLimit-Reset counts milliseconds.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ rateHeaders }) => ({
      rateHeaders: (limit, decision) => rateHeaders(limit, { ...decision, resetS: decision.resetS * 1000 }),
    }),
  ),
  behaviourFault(
    {
      id: "writes-are-free",
      sentence: "Creates and deletes cost nothing.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    () => ({
      settle: (status, undo) => {
        if (status === 201 || status === 204) undo();
      },
    }),
  ),
];
