import type { Step } from "../generators/step.ts";
import type { ContractRun } from "./open-run.ts";
import { createStepContext } from "./step-context.ts";

/**
 * Records are deleted at the end of a run, which takes no request more: with many of them there it shows when a store forgets the
 * oldest or a count stops.
 */

/** Own records that a run keeps at the most; a few more may be there while a case is at work. */
const mostKept = 28;
/** Below this there is too little budget to list them all. */
const leastBudget = 240;
/** So many more since the last list, and they are listed again: what is missing later was still there then. */
const growth = 7;
const fewest = 9;

const purpose = "all records";

const isRemoval = (step: Step): boolean => step.do === "remove" && "handle" in step.who;

/** The steps of a case without the deletions that end it, as long as there is room. */
export const withoutLastRemovals = ({ history, options }: ContractRun, steps: readonly Step[]): readonly Step[] => {
  const last = steps.findLastIndex((step) => !isRemoval(step));
  const removals = steps.length - 1 - last;
  const room = mostKept - history.ledger.open().length;
  return options.budget < leastBudget || removals > room ? steps : steps.slice(0, last + 1);
};

/** Requests that listing all of them takes. */
const pricesOf = { middle: 1, end: 4 };

const ofRun = ["email", { marker: "run" }] as const;
const list = (...more: readonly (readonly [string, string])[]): Step => ({
  do: "list",
  as: "A",
  query: [ofRun, ...more],
});

export interface KeptRecords {
  /** Requests to reserve for the lists at the end. */
  readonly reserve: number;
  /** Lists all own records, if there are more of them than at the last time. */
  list(run: ContractRun): Promise<void>;
  /** The last lists, before they are deleted. */
  end(run: ContractRun): Promise<void>;
}

const ownOf = ({ history }: ContractRun): readonly number[] =>
  history.ledger.open().flatMap(({ id, as }) => (as === "A" ? [id] : []));

const doAll = async (run: ContractRun, steps: readonly Step[], oldest?: number): Promise<void> => {
  const context = createStepContext(run.context, 0, purpose, steps.length);
  if (oldest !== undefined) context.bind("oldest", oldest);
  for (const step of steps) await context.run(step);
};

export const createKeptRecords = (): KeptRecords => {
  let seen = 0;
  let high = 0;
  return {
    get reserve() {
      return high >= fewest ? pricesOf.end : 0;
    },
    list: async (run) => {
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
