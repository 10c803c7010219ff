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

interface Priced extends Pick<Fault, "id" | "sentence"> {
  readonly costs: 0 | 2;
  readonly when: Kind;
  /** Default remaining-falls-with-use. */
  readonly breaks?: string;
}

const priced = ({ costs, when, breaks = "remaining-falls-with-use", ...info }: Priced): Fault =>
  behaviourFault({ ...info, class: "rate-limit", breaks }, (correct) => {
    const { last, policy } = following(correct);
    return {
      ...policy,
      settle: (status, undo) => {
        if (status === 429 || !when(last, status)) return;
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

const everyNth = ({ nth, ...info }: Pick<Fault, "id" | "sentence"> & { readonly nth: number }): Fault =>
  behaviourFault({ ...info, class: "rate-limit", breaks: "remaining-falls-with-use" }, ({ charge }) => {
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

type Payer = (correct: Policy, pay: () => void) => Partial<Policy>;

/** Calls that have no budget are paid from all of them; `payer` says when. */
const paidByAll = (info: Pick<Fault, "id" | "sentence">, payer: Payer): Fault =>
  behaviourFault({ ...info, class: "rate-limit", breaks: "budget-per-token" }, (correct, { clock }) => {
    const budgets = new Set<LimiterBudget>();
    const pay = () => {
      for (const budget of budgets) budget.take(clock.nowUs());
    };
    return {
      charge: (budget, atUs) => {
        budgets.add(budget);
        return correct.charge(budget, atUs);
      },
      ...payer(correct, pay),
    };
  });

/** Kinds of calls whose price is not what the contract says: one, or nothing for a 401. */
export const priceFaults: readonly Fault[] = [
  paidByAll(
    { id: "anonymous-calls-cost-everybody", sentence: "A call without a token takes one from every token's budget." },
    (correct, pay) => ({
      tokenIn: (authorization, query) => {
        const token = correct.tokenIn(authorization, query);
        if (token === undefined) pay();
        return token;
      },
    }),
  ),
  paidByAll(
    {
      id: "anonymous-writes-cost-everybody",
      sentence: "A write that is refused with 401 for want of a token takes one from every token's budget.",
    },
    (correct, pay) => ({
      mayWrite: (caller, verb) => {
        const may = correct.mayWrite(caller, verb);
        if (!may) pay();
        return may;
      },
    }),
  ),
  priced({ id: "deletes-are-free", sentence: "A DELETE costs nothing.", costs: 0, when: by("DELETE") }),
  priced({ id: "deletes-cost-two", sentence: "A DELETE costs two.", costs: 2, when: by("DELETE") }),
  everyNth({ id: "every-fifth-call-costs-two", sentence: "Every fifth call of a token costs two.", nth: 5 }),
  everyNth({ id: "every-tenth-call-costs-two", sentence: "Every tenth call of a token costs two.", nth: 10 }),
  priced({ id: "heads-are-free", sentence: "A HEAD costs nothing.", costs: 0, when: by("HEAD") }),
  priced({ id: "heads-cost-two", sentence: "A HEAD costs two.", costs: 2, when: by("HEAD") }),
  priced({
    id: "invalid-is-free",
    sentence: "A 422 costs nothing.",
    costs: 0,
    when: answering(422),
    breaks: "refusals-cost-too",
  }),
  paidByAll(
    {
      id: "invalid-tokens-cost-everybody",
      sentence: "A call with an unknown token takes one from every token's budget.",
    },
    (correct, pay) => ({
      accountOf: (token, accounts, method) => {
        const account = correct.accountOf(token, accounts, method);
        if (account === undefined) pay();
        return account;
      },
    }),
  ),
  priced({
    id: "missing-is-free",
    sentence: "A 404 costs nothing.",
    costs: 0,
    when: answering(404),
    breaks: "refusals-cost-too",
  }),
  priced({ id: "patches-are-free", sentence: "A PATCH costs nothing.", costs: 0, when: by("PATCH") }),
  priced({ id: "patches-cost-two", sentence: "A PATCH costs two.", costs: 2, when: by("PATCH") }),
  priced({ id: "posts-are-free", sentence: "A POST costs nothing.", costs: 0, when: by("POST") }),
  priced({ id: "posts-cost-two", sentence: "A POST costs two.", costs: 2, when: by("POST") }),
  priced({ id: "puts-are-free", sentence: "A PUT costs nothing.", costs: 0, when: by("PUT") }),
  priced({ id: "puts-cost-two", sentence: "A PUT costs two.", costs: 2, when: by("PUT") }),
  priced({ id: "unchanged-costs-two", sentence: "A 304 costs two.", costs: 2, when: answering(304) }),
  priced({ id: "unchanged-is-free", sentence: "A 304 costs nothing.", costs: 0, when: answering(304) }),
];
