import type { Clock } from "../../contract/clock.ts";
import type { LimiterBudget } from "../budget.ts";
import { behaviourFault, type Fault } from "../fault.ts";
import type { Policy } from "../policy.ts";

/** The request that is being charged, and what it is paid from. */
interface Charged {
  method: string;
  budget: LimiterBudget | undefined;
  nowUs: number;
}

/** A policy that knows, when an answer is settled, whose it is. */
const following = ({ accountOf, charge }: Policy) => {
  const last: Charged = { method: "", budget: undefined, nowUs: 0 };
  const policy: Pick<Policy, "accountOf" | "charge"> = {
    accountOf: (token, accounts, method) => {
      last.method = method;
      return accountOf(token, accounts, method);
    },
    charge: (budget, nowUs) => {
      last.budget = budget;
      last.nowUs = nowUs;
      return charge(budget, nowUs);
    },
  };
  return { last, policy };
};

type Kind = (charged: Charged, status: number) => boolean;

const priced = (
  id: string,
  sentence: string,
  costs: 0 | 2,
  isDifferent: Kind,
  breaks = "remaining-falls-with-use",
): Fault =>
  behaviourFault({ id, sentence, class: "rate-limit", breaks }, (correct) => {
    const { last, policy } = following(correct);
    return {
      ...policy,
      settle: (status, undo) => {
        if (status === 429 || !isDifferent(last, status)) return;
        if (costs === 0) undo();
        else last.budget?.take(last.nowUs);
      },
    };
  });

const by =
  (method: string): Kind =>
  (charged) =>
    charged.method === method;

const answering =
  (wanted: number): Kind =>
  (_charged, status) =>
    status === wanted;

const everyNth = (nth: number, id: string, sentence: string): Fault =>
  behaviourFault({ id, sentence, class: "rate-limit", breaks: "remaining-falls-with-use" }, ({ charge }) => {
    const calls = new Map<LimiterBudget, number>();
    return {
      charge: (budget, nowUs) => {
        const made = (calls.get(budget) ?? 0) + 1;
        calls.set(budget, made);
        if (made % nth === 0) budget.take(nowUs);
        return charge(budget, nowUs);
      },
    };
  });

/** Calls that have no budget are paid from all of them. */
const paidByAll = ({ charge }: Policy, clock: Clock) => {
  const budgets = new Set<LimiterBudget>();
  return {
    charge: (budget: LimiterBudget, atUs: number) => {
      budgets.add(budget);
      return charge(budget, atUs);
    },
    pay: () => {
      for (const budget of budgets) budget.take(clock.nowUs());
    },
  };
};

/** Kinds of calls whose price is not what the contract says: one, or nothing for a 401. */
export const priceFaults: readonly Fault[] = [
  behaviourFault(
    {
      id: "anonymous-calls-cost-everybody",
      sentence: "A call without a token takes one from every token's budget.",
      class: "rate-limit",
      breaks: "budget-per-token",
    },
    (correct, { clock }) => {
      const { charge, pay } = paidByAll(correct, clock);
      return {
        charge,
        tokenIn: (authorization, query) => {
          const token = correct.tokenIn(authorization, query);
          if (token === undefined) pay();
          return token;
        },
      };
    },
  ),
  behaviourFault(
    {
      id: "anonymous-writes-cost-everybody",
      sentence: "A write that is refused with 401 for want of a token takes one from every token's budget.",
      class: "rate-limit",
      breaks: "budget-per-token",
    },
    (correct, { clock }) => {
      const { charge, pay } = paidByAll(correct, clock);
      return {
        charge,
        mayWrite: (caller, verb) => {
          const may = correct.mayWrite(caller, verb);
          if (!may) pay();
          return may;
        },
      };
    },
  ),
  priced("deletes-are-free", "A DELETE costs nothing.", 0, by("DELETE")),
  priced("deletes-cost-two", "A DELETE costs two.", 2, by("DELETE")),
  everyNth(5, "every-fifth-call-costs-two", "Every fifth call of a token costs two."),
  everyNth(10, "every-tenth-call-costs-two", "Every tenth call of a token costs two."),
  priced("heads-are-free", "A HEAD costs nothing.", 0, by("HEAD")),
  priced("heads-cost-two", "A HEAD costs two.", 2, by("HEAD")),
  priced("invalid-is-free", "A 422 costs nothing.", 0, answering(422), "refusals-cost-too"),
  behaviourFault(
    {
      id: "invalid-tokens-cost-everybody",
      sentence: "A call with a token nobody knows takes one from every token's budget.",
      class: "rate-limit",
      breaks: "budget-per-token",
    },
    (correct, { clock }) => {
      const { charge, pay } = paidByAll(correct, clock);
      return {
        charge,
        accountOf: (token, accounts, method) => {
          const account = correct.accountOf(token, accounts, method);
          if (account === undefined) pay();
          return account;
        },
      };
    },
  ),
  priced("missing-is-free", "A 404 costs nothing.", 0, answering(404), "refusals-cost-too"),
  priced("patches-are-free", "A PATCH costs nothing.", 0, by("PATCH")),
  priced("patches-cost-two", "A PATCH costs two.", 2, by("PATCH")),
  priced("posts-are-free", "A POST costs nothing.", 0, by("POST")),
  priced("posts-cost-two", "A POST costs two.", 2, by("POST")),
  priced("puts-are-free", "A PUT costs nothing.", 0, by("PUT")),
  priced("puts-cost-two", "A PUT costs two.", 2, by("PUT")),
  priced("unchanged-costs-two", "A 304 costs two.", 2, answering(304)),
  priced("unchanged-is-free", "A 304 costs nothing.", 0, answering(304)),
];
