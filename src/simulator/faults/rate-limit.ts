import type { LimiterBudget } from "../budget.ts";
import { answerFault, behaviourFault, type Fault } from "../fault.ts";
import { userIdOf } from "../responses.ts";

/** What a call costs, and when one is refused. */
export const rateLimitFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "asking-early-extends-the-wait",
      sentence: "Whoever asks before the Reset of a refusal is over waits that long anew.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ charge }) => {
      const blocked = new WeakMap<LimiterBudget, { readonly untilUs: number; readonly resetS: number }>();
      return {
        charge: async (budget, nowUs) => {
          const block = blocked.get(budget);
          if (block !== undefined && nowUs < block.untilUs) {
            blocked.set(budget, { ...block, untilUs: nowUs + 1e6 * block.resetS });
            return { admitted: false, remaining: 0, resetS: block.resetS };
          }
          const decision = await charge(budget, nowUs);
          const resetS = Math.max(1, decision.resetS);
          if (!decision.admitted) blocked.set(budget, { untilUs: nowUs + 1e6 * resetS, resetS });
          return decision;
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "calls-cost-two",
      sentence: "Each call costs two.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    ({ charge }) => ({
      charge: (budget, nowUs) => {
        budget.take(nowUs);
        return charge(budget, nowUs);
      },
    }),
  ),
  behaviourFault(
    {
      id: "limit-enforced-late",
      sentence: "Ten calls more than the limit are let through before the first is refused.",
      class: "rate-limit",
      breaks: "limit-is-enforced",
    },
    ({ refuses }) => {
      let spared = 0;
      return { refuses: (decision) => refuses(decision) && ++spared > 10 };
    },
  ),
  behaviourFault(
    {
      id: "limit-not-enforced",
      sentence: "No call is ever refused.",
      class: "rate-limit",
      breaks: "limit-is-enforced",
    },
    () => ({ refuses: () => false }),
  ),
  answerFault(
    {
      id: "limited-by-403",
      sentence: "A call above the limit answers 403 from the application.",
      class: "rate-limit",
      breaks: "documented-status",
    },
    (response) =>
      response.status === 429 ? new Response(response.body, { status: 403, headers: response.headers }) : response,
  ),
  answerFault(
    {
      id: "limited-by-503",
      sentence: "A call above the limit answers 503 from the application.",
      class: "rate-limit",
      breaks: "no-server-error",
    },
    (response) =>
      response.status === 429 ? new Response(response.body, { status: 503, headers: response.headers }) : response,
  ),
  answerFault(
    {
      id: "limited-delete-is-done",
      sentence: "A delete that is answered with 429 is done all the same.",
      class: "rate-limit",
      breaks: "limited-write-changes-nothing",
    },
    (response, request, { store }) => {
      if (response.status === 429 && request.method === "DELETE") store.remove(Number(userIdOf(request)));
      return response;
    },
  ),
  behaviourFault(
    {
      id: "limited-write-is-done",
      sentence: "A write that is answered with 429 is done all the same.",
      class: "rate-limit",
      breaks: "limited-write-changes-nothing",
    },
    () => ({ whenRefused: (proceed) => proceed() }),
  ),
  behaviourFault(
    {
      id: "one-budget-for-all",
      sentence: "All tokens share one budget.",
      class: "rate-limit",
      breaks: "budget-per-token",
    },
    () => ({ budgetOf: () => "everybody" }),
  ),
  behaviourFault(
    {
      id: "one-refusal-in-ten",
      sentence: "Of ten calls above the limit one is refused.",
      class: "rate-limit",
      breaks: "limit-is-enforced",
    },
    ({ refuses }) => {
      let above = 0;
      return { refuses: (decision) => refuses(decision) && ++above % 10 === 1 };
    },
  ),
  behaviourFault(
    {
      id: "reads-are-free",
      sentence: "Reads and lists cost nothing.",
      class: "rate-limit",
      breaks: "remaining-falls-with-use",
    },
    () => ({
      settle: (status, undo) => {
        if (status === 200) undo();
      },
    }),
  ),
  behaviourFault(
    {
      id: "refusals-are-free",
      sentence: "Answers of 400 and above cost nothing.",
      class: "rate-limit",
      breaks: "refusals-cost-too",
    },
    () => ({
      settle: (status, undo) => {
        if (status >= 400) undo();
      },
    }),
  ),
  behaviourFault(
    {
      id: "refused-calls-cost",
      sentence: "A call that is refused with 429 takes one all the same, so that the budget goes below nothing.",
      class: "rate-limit",
      breaks: "reset-is-truthful",
    },
    ({ charge }) => {
      const owed = new WeakMap<LimiterBudget, number>();
      return {
        charge: async (budget, nowUs) => {
          let debt = owed.get(budget) ?? 0;
          while (debt > 0 && budget.take(nowUs).admitted) debt--;
          const decision = await charge(budget, nowUs);
          owed.set(budget, decision.admitted ? debt : debt + 1);
          return decision;
        },
      };
    },
  ),
  answerFault(
    {
      id: "too-many-requests-as-text",
      sentence: "429 comes as text.",
      class: "rate-limit",
      breaks: "too-many-requests-shape",
    },
    (response) => {
      if (response.status !== 429) return response;
      const headers = new Headers(response.headers);
      headers.set("content-type", "text/plain");
      return new Response("Slow down", { status: 429, headers });
    },
  ),
  behaviourFault(
    {
      id: "writes-are-never-refused",
      sentence: "Only reads are refused once the budget is used up.",
      class: "rate-limit",
      breaks: "limit-is-enforced",
    },
    ({ accountOf, refuses }) => {
      let reads = true;
      return {
        accountOf: (token, accounts, method) => {
          reads = method === "GET" || method === "HEAD";
          return accountOf(token, accounts, method);
        },
        refuses: (decision) => refuses(decision) && reads,
      };
    },
  ),
];
