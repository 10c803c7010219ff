import type { Exchange } from "../contract/exchange.ts";
import type { Violation } from "../contract/verdict.ts";
import type { Step } from "../generators/step.ts";

export interface Attempted {
  /** Whether the rule was broken again; undefined: the budget ended before that was clear. */
  readonly broken: boolean | undefined;
  /** What the steps sent, in order of sending. */
  readonly exchanges: readonly Exchange[];
  readonly violation?: Violation;
}

/** Tries some steps again on fresh records. */
export type Attempt = (steps: readonly Step[]) => Promise<Attempted>;

export interface Shrunk {
  readonly steps: readonly Step[];
  /** What the smallest case did when it broke the rule; undefined: sent again as it was, it held. */
  readonly smallest: Attempted | undefined;
  readonly attempts: number;
}

/** Handles a step makes or names. */
export const handlesOf = (step: Step): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (typeof value === "object" && value !== null)
      for (const [name, item] of Object.entries(value)) visit(item, name);
    else if (typeof value === "string" && (key === "handle" || key === "of" || key === "former" || key === "swapped"))
      found.add(value);
  };
  visit(step, "");
  return found;
};

const handlesIn = (steps: readonly Step[], at: ReadonlySet<number>): ReadonlySet<string> =>
  new Set(steps.flatMap((step, index) => (at.has(index) ? [...handlesOf(step)] : [])));

/** The steps at fault and what they name: the creates of their handles, and theirs in turn. */
const withCreates = (steps: readonly Step[], culprits: ReadonlySet<number>): ReadonlySet<number> => {
  const kept = new Set(culprits);
  for (let grown = true; grown; ) {
    grown = false;
    const handles = handlesIn(steps, kept);
    steps.forEach((step, at) => {
      const makes = step.do === "create" && handles.has(step.handle);
      if (makes && !kept.has(at)) grown = kept.add(at).size > 0;
    });
  }
  return kept;
};

const writes = (step: Step) => step.do === "update" || step.do === "remove" || step.do === "together";

/**
 * Ever larger parts of a case that may be enough to show the failure; no request is needed to find them: what is at fault
 * with the creates it needs, the writes to those records as well, everything that touches them, everything.
 */
export const candidates = (steps: readonly Step[], culprits: ReadonlySet<number>): readonly (readonly Step[])[] => {
  if (culprits.size === 0) return [steps];
  const core = withCreates(steps, culprits);
  const handles = handlesIn(steps, core);
  const touches = (step: Step) => [...handlesOf(step)].some((handle) => handles.has(handle));
  const levels = [
    steps.filter((_, at) => core.has(at)),
    steps.filter((step, at) => core.has(at) || (writes(step) && touches(step))),
    steps.filter((step, at) => core.has(at) || touches(step)),
    steps,
  ];
  return levels.filter((level, at) => at === 0 || level.length > (levels[at - 1]?.length ?? 0));
};

/**
 * Makes a failing case small: first what shares nothing with the failure goes, sent once to be sure; then one step after
 * another, from the end, as long as the rule stays broken and attempts are left.
 */
export const shrink = async (
  steps: readonly Step[],
  culprits: ReadonlySet<number>,
  attempt: Attempt,
): Promise<Shrunk> => {
  let attempts = 0;
  const tryOn = async (candidate: readonly Step[]) => {
    attempts++;
    return attempt(candidate);
  };
  let smallest = steps;
  let last: Attempted = { broken: undefined, exchanges: [] };
  for (const candidate of candidates(steps, culprits)) {
    smallest = candidate;
    last = await tryOn(candidate);
    if (last.broken === true) break;
  }
  if (last.broken !== true) return { steps, smallest: undefined, attempts };
  for (let at = smallest.length - 1; at >= 0 && smallest.length > 1; at--) {
    const without = smallest.toSpliced(at, 1);
    const tried = await tryOn(without);
    if (tried.broken === undefined) break;
    if (tried.broken) {
      smallest = without;
      last = tried;
    }
  }
  return { steps: smallest, smallest: last, attempts };
};
