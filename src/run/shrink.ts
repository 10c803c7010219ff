import type { Judge } from "../checks/judge.ts";
import type { Exchange } from "../contract/exchange.ts";
import type { Step } from "../generators/step.ts";

export interface Attempted {
  /** Whether the rule was broken again; undefined: the budget ended before that was clear. */
  readonly broken: boolean | undefined;
  /** What the steps sent, in order of sending. */
  readonly exchanges: readonly Exchange[];
}

/** Tries some steps again on fresh records. */
export type Attempt = (steps: readonly Step[]) => Promise<Attempted>;

export interface Shrunk {
  readonly steps: readonly Step[];
  /** What the smallest case sent when it broke the rule; undefined: sent again as it was, it held. */
  readonly exchanges: readonly Exchange[] | undefined;
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

/** The steps that share a handle, directly or through others, with the ones at fault; no request is needed to know. */
export const sharing = (steps: readonly Step[], culprits: ReadonlySet<number>): readonly Step[] => {
  const handles = new Set(
    [...culprits].flatMap((at) => [...handlesOf(steps[at] ?? { do: "list", as: "A", query: [] })]),
  );
  for (let grown = true; grown; ) {
    grown = false;
    for (const step of steps) {
      const own = handlesOf(step);
      if (![...own].some((handle) => handles.has(handle))) continue;
      for (const handle of own) if (!handles.has(handle)) grown = handles.add(handle).size > 0;
    }
  }
  return steps.filter((step, at) => culprits.has(at) || [...handlesOf(step)].some((handle) => handles.has(handle)));
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
  let smallest = culprits.size === 0 ? steps : sharing(steps, culprits);
  let last = await tryOn(smallest);
  if (last.broken !== true && smallest.length < steps.length) {
    smallest = steps;
    last = await tryOn(steps);
  }
  if (last.broken !== true) return { steps, exchanges: undefined, attempts };
  let { exchanges } = last;
  for (let at = smallest.length - 1; at >= 0 && smallest.length > 1; at--) {
    const without = smallest.toSpliced(at, 1);
    const tried = await tryOn(without);
    if (tried.broken === undefined) break;
    if (tried.broken) {
      smallest = without;
      exchanges = tried.exchanges;
    }
  }
  return { steps: smallest, exchanges, attempts };
};

/** Whether a judge has seen this rule broken. */
export const hasBroken = (judge: Judge, ruleId: string): boolean =>
  judge.verdicts().some(({ rule, kind }) => rule === ruleId && kind === "violated");
