import type fc from "fast-check";
import type { Clause } from "../contract/verdict.ts";
import { costOf } from "./commands.ts";
import type { Step } from "./step.ts";

/**
 * A sentence of the contract as something to do: how to draw the requests that put it to the test. Whether it holds is
 * for the rules, which judge every answer of every property.
 */
export interface Property {
  /** Kebab-case. */
  readonly id: string;
  readonly sentence: string;
  readonly clause: Clause;
  /** Draws one case: steps to take in order, plain data. */
  readonly cases: fc.Arbitrary<readonly Step[]>;
  /** What it cannot do without; absent: nothing. */
  readonly needs?: "second token" | "rate limit headers";
  /** Rounds it takes part in: `first` only once, early; `every`; `last` once, when the others have had their turn. Default `every`. */
  readonly turn?: "first" | "every" | "last";
}

/** Keeps the literal types of what is written in a suite. */
export const property = (definition: Property): Property => definition;

/** A create under this handle is meant to be refused: nothing is left of it. */
export const expectRejected = "rejected";

const flat = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => (step.do === "together" ? flat(step.lanes.flat()) : [step]));

/** Records the case leaves for the run to delete, if everything goes as the contract says. */
const leftovers = (steps: readonly Step[]): number => {
  const all = flat(steps);
  const removed = new Set(
    all.flatMap((step) => (step.do === "remove" && "handle" in step.who ? [`${step.as} ${step.who.handle}`] : [])),
  );
  const made = new Set(
    all.flatMap((step) =>
      step.do === "create" && step.handle !== expectRejected ? [`${step.as} ${step.handle}`] : [],
    ),
  );
  return [...made].filter((key) => !removed.has(key)).length;
};

/** The requests a case sends on a correct server, deleting what it made included. */
export const priceOf = (steps: readonly Step[], limit: number | undefined): number =>
  steps.reduce((sum, step) => sum + costOf(step, limit), leftovers(steps));
