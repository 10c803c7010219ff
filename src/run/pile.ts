import type { Step } from "../generators/step.ts";
import type { ContractRun } from "./open-run.ts";
import { createStepContext } from "./step-context.ts";

/**
 * Records are deleted late: they pile up at no request more, so that it shows when a store forgets the oldest or a count
 * stops. What a case leaves is deleted with everything else at the end.
 */

/** Own records that a run leaves lying at the most; a few more may be there while a case is at work. */
const mostLying = 28;
/** Below this there is too little budget to look at them all. */
const leastBudget = 300;
/** So many more since the last look, and they are looked at again: what is missing later was still there then. */
const growth = 7;
const fewest = 9;

const purpose = "all records";

const isRemoval = (step: Step): boolean => step.do === "remove" && "handle" in step.who;

/** The steps of a case without the deletions that end it, as long as there is room. */
export const withoutLastRemovals = ({ history, options }: ContractRun, steps: readonly Step[]): readonly Step[] => {
  const last = steps.findLastIndex((step) => !isRemoval(step));
  const removals = steps.length - 1 - last;
  const room = mostLying - history.ledger.open().length;
  return options.budget < leastBudget || removals > room ? steps : steps.slice(0, last + 1);
};

/** Requests that looking at all of them takes. */
const pricesOf = { middle: 1, end: 4 };

const ofRun = ["email", { marker: "run" }] as const;
const list = (...more: readonly (readonly [string, string])[]): Step => ({
  do: "list",
  as: "A",
  query: [ofRun, ...more],
});

export interface Pile {
  /** Requests to keep back for the look at the end. */
  readonly reserve: number;
  /** Looks at all own records, if there are more of them than at the last look. */
  look(run: ContractRun): Promise<void>;
  /** The last look, before they are deleted. */
  end(run: ContractRun): Promise<void>;
}

const ownOf = ({ history }: ContractRun): readonly number[] =>
  history.ledger.open().flatMap(({ id, as }) => (as === "A" ? [id] : []));

const doAll = async (run: ContractRun, steps: readonly Step[], oldest?: number): Promise<void> => {
  const context = createStepContext(run.context, 0, purpose, steps.length);
  if (oldest !== undefined) context.bind("oldest", oldest);
  for (const step of steps) await context.run(step);
};

export const createPile = (): Pile => {
  let seen = 0;
  let high = 0;
  return {
    get reserve() {
      return high >= fewest ? pricesOf.end : 0;
    },
    look: async (run) => {
      if (run.options.budget < leastBudget) return;
      const count = ownOf(run).length;
      high = count;
      if (count < fewest || count < seen + growth || run.limits.budget.left() < pricesOf.middle) return;
      seen = count;
      await doAll(run, [list(["per_page", "100"])]);
    },
    end: async (run) => {
      const own = ownOf(run);
      const [, oldest] = own;
      if (run.options.budget < leastBudget || own.length < fewest || oldest === undefined) return;
      run.report(purpose);
      const above = ["200", "101", "1000", "150", "999999"];
      const again = { name: "Once More", email: { of: "oldest" }, gender: "female", status: "active" } as const;
      const steps: readonly Step[] = [
        list(["per_page", "100"]),
        list(["per_page", above[run.options.seed % above.length] ?? "101"], ["page", own.length > 10 ? "2" : "1"]),
        list(["per_page", "7"], ["page", String(Math.ceil(own.length / 7))]),
        { do: "create", as: "A", handle: "again", body: again },
      ];
      await doAll(run, steps, oldest);
    },
  };
};
