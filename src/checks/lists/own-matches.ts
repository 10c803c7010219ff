import { type Belief, maySee, mustSee, possible } from "../../model/belief.ts";
import { forLast } from "../for-last.ts";
import type { View } from "../rule.ts";
import { matchOne } from "./filter-match.ts";
import { listQueryOf } from "./list-query.ts";

/** The run's own records that a list should hold, whatever page it shows. */
export interface OwnMatches {
  /** Alive, visible and matching for the whole time the list took; highest id first. */
  readonly certain: readonly Belief[];
  /** How many more may be there: in doubt, in flight, or created by a request that was never answered. */
  readonly inDoubt: number;
  /** Nothing but records of this run can match. */
  readonly scoped: boolean;
  /** Scoped and without doubt: the list holds `certain` and nothing else. */
  readonly exact: boolean;
}

/** Beyond this many records a list is judged by itself only: the work of an answer must not grow with the history. */
const mostRecords = 500;

const matchOf = (view: View, belief: Belief): "yes" | "no" | "open" => {
  let sure = true;
  for (const [field, text] of listQueryOf(view).filters) {
    const values = field === "id" ? [belief.id] : possible(belief.fields[field], view.sent.startUs, view.endUs);
    const matches = values.map((value) => matchOne(field, text, value));
    if (matches.every((match) => match === "no") && values.length > 0) return "no";
    if (!matches.every((match) => match === "yes") || values.length === 0) sure = false;
  }
  return sure && listQueryOf(view).plain ? "yes" : "open";
};

const find = (view: View): OwnMatches | undefined => {
  const { world, token, endUs } = view;
  const { startUs } = view.sent;
  if (view.operation?.resource !== "users") return undefined;
  // A record that leaves out what came before it may leave out creates.
  if (view.exchange.gaps?.before === true) return undefined;
  if (token === "unknown" || token === "invalid" || world.beliefs.size > mostRecords) return undefined;
  const { filters, plain } = listQueryOf(view);
  const scoped =
    plain &&
    filters.some(
      ([field, text]) => field === "email" && !/[%_\\]/.test(text) && text === text.trim() && world.isOurs(text),
    );
  const certain: Belief[] = [];
  let inDoubt = 0;
  for (const belief of world.beliefs.values()) {
    if (belief.owner !== token && belief.owner !== "unknown") continue;
    if (!maySee(belief.alive, true, startUs, endUs)) continue;
    const match = matchOf(view, belief);
    if (match === "no") continue;
    const sure =
      match === "yes" &&
      belief.owner === token &&
      !belief.weak &&
      belief.createdUs <= startUs &&
      mustSee(belief.alive, startUs, endUs) === true;
    if (sure) certain.push(belief);
    else inDoubt++;
  }
  for (const email of world.emails.unsettled()) {
    if (filters.every(([field, text]) => field !== "email" || matchOne("email", text, email) !== "no")) inDoubt++;
  }
  certain.sort((a, b) => b.id - a.id);
  return { certain, inDoubt, scoped, exact: scoped && inDoubt === 0 };
};

/** How many records of other known callers pass the list's filters for certain: private ones that it must not count. */
export const thirdPartyHarsMatching = (view: View): number => {
  const { world, token, endUs, sent } = view;
  if (world.beliefs.size > mostRecords) return 0;
  let count = 0;
  for (const belief of world.beliefs.values()) {
    const { owner, weak, alive, createdUs } = belief;
    if (owner === token || (owner !== "A" && owner !== "B") || weak || createdUs > sent.startUs) continue;
    if (mustSee(alive, sent.startUs, endUs) === true && matchOf(view, belief) === "yes") count++;
  }
  return count;
};

/** Finds them once, for every rule. Undefined: unknown. */
export const ownMatchesOf: (view: View) => OwnMatches | undefined = forLast(find);
