import { isBudgetHeader } from "../../contract/exchange.ts";
import { type RuleOutcome, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import type { View } from "../rule.ts";
import { basisOf, type Deviation, headerNames, isOpen, type Looks } from "./profile.ts";

interface Deviated {
  readonly deviation: Deviation;
  readonly received: string;
  readonly seq: number;
}

/** Which headers a service has as recorded, and where it has not. Bounded: one entry a header. */
export interface Habits {
  /** The violations that this answer brings to light: a header that is as recorded elsewhere, and here is not, or the other way round. */
  add(view: View, looks: Looks): readonly RuleOutcome[];
  /** What only the end tells: tags missing from every answer of some operations, and of the others from none; a budget beside a 401. */
  missing(): readonly RuleOutcome[];
  /**
   * Deviations of headers that were never as recorded: another server's habit, or a gateway's. None where too few answers
   * were looked at to speak of a habit.
   */
  never(): readonly RuleOutcome[];
}

const outcomeOf = ({ deviation, received, seq }: Deviated, seenIn: number | undefined): RuleOutcome =>
  violated(deviation.expected, received, seenIn === undefined ? [seq] : [seenIn, seq]);

const leastLooks = 30;
const tagAt = headerNames.indexOf("ETag");

export const createHabits = (): Habits => {
  /** Where each header was as recorded, by place. */
  const seen: (number | undefined)[] = headerNames.map(() => undefined);
  /** The first deviation of each that nothing speaks for yet. */
  const open = new Map<number, Deviated>();
  /** By operation and status: those with a tag, and the first answer of each without. */
  const tagged = new Set<string>();
  const untagged = new Map<string, Deviated>();
  /** By place: a budget beside a 401. */
  const keyless = new Map<number, Deviated>();
  /** Guests were answered, and none of them shown a budget. */
  let guestsLackBudgets: boolean | undefined;
  let looked = 0;
  const basis = ({ at, rewritten }: Deviation): number | undefined => {
    for (const place of rewritten ? [at] : (basisOf[at] ?? [])) if (seen[place] !== undefined) return seen[place];
    return undefined;
  };
  return {
    add: (view, { asRecorded, otherwise }) => {
      let changed = false;
      looked++;
      if (view.token === "anonymous" && view.answer.status !== 401)
        guestsLackBudgets =
          guestsLackBudgets !== false && !view.answer.raw.headers.some(([name]) => isBudgetHeader(name));
      for (const at of asRecorded)
        if (seen[at] === undefined) {
          seen[at] = view.seq;
          changed = true;
        }
      const kind = `${view.operation?.id} ${view.answer.status}`;
      if (asRecorded.includes(tagAt)) tagged.add(kind);
      if (otherwise.length === 0 && (open.size === 0 || !changed)) return [];
      const found: RuleOutcome[] = [];
      for (const deviation of otherwise) {
        const seenIn = basis(deviation);
        const known = open.has(deviation.at);
        if (known && seenIn === undefined && !deviation.sure) continue;
        const received = `${quote(deviation.received)} with ${view.answer.status} to ${named(view)}`;
        const deviated = { deviation, received, seq: view.seq };
        if (deviation.keyless) {
          if (!keyless.has(deviation.at)) keyless.set(deviation.at, deviated);
          continue;
        }
        if (deviation.dropped) {
          if (!untagged.has(kind)) untagged.set(kind, deviated);
          continue;
        }
        if (seenIn !== undefined || deviation.sure) found.push(outcomeOf(deviated, seenIn));
        else if (!known) open.set(deviation.at, deviated);
      }
      if (changed)
        for (const [at, deviated] of [...open]) {
          const seenIn = basis(deviated.deviation);
          if (seenIn === undefined) continue;
          open.delete(at);
          found.push(outcomeOf(deviated, seenIn));
        }
      return found;
    },
    missing: () => {
      const seenIn = seen[tagAt];
      const isByOperation = seenIn !== undefined && [...untagged.keys()].every((kind) => !tagged.has(kind));
      const budgets =
        guestsLackBudgets !== true
          ? []
          : [...keyless].flatMap(([at, deviated]) => (seen[at] === undefined ? [] : [outcomeOf(deviated, seen[at])]));
      return [...budgets, ...(isByOperation ? [...untagged.values()].map((each) => outcomeOf(each, seenIn)) : [])];
    },
    never: () =>
      looked < leastLooks
        ? []
        : [...open].flatMap(([at, deviated]) => (isOpen[at] === true ? [] : [outcomeOf(deviated, undefined)])),
  };
};
