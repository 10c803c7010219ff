import type { User } from "../../contract/document.ts";
import type { TokenAlias } from "../../contract/exchange.ts";
import { memoizeLast } from "../../contract/memoize-last.ts";
import { type Belief, maySee, mustSee, possible } from "../../model/belief.ts";
import { hasQueryToken, userIn } from "../evidence.ts";
import type { View } from "../rule.ts";
import { listQueryOf, matchOne } from "./list-query.ts";

/** The run's own records that a list should hold, whatever page it shows. */
interface OwnMatches {
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
  const { filters, plain } = listQueryOf(view);
  let sure = plain;
  for (const [field, text] of filters) {
    const values = field === "id" ? [belief.id] : possible(belief.fields[field], view.sent.startUs, view.endUs);
    let matching = 0;
    let failing = 0;
    for (const value of values) {
      const match = matchOne(field, text, value);
      if (match === "yes") matching++;
      else if (match === "no") failing++;
    }
    if (failing > 0 && failing === values.length) return "no";
    if (matching === 0 || matching < values.length) sure = false;
  }
  return sure ? "yes" : "open";
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
export const ownMatchesOf: (view: View) => OwnMatches | undefined = memoizeLast(find);

const isCaller = (token: TokenAlias) => token === "A" || token === "B" || token === "anonymous";

/** Whether the request names its caller by the alias alone, and that caller is not the owner. */
const isThirdParty = (view: View, belief: Belief): boolean =>
  isCaller(view.token) &&
  (belief.owner === "A" || belief.owner === "B") &&
  belief.owner !== view.token &&
  !hasQueryToken(view);

/**
 * The record behind a shown user that this caller must not see: known by id and e-mail, for after the daily reset an id
 * alone may be another account's.
 */
export const hiddenFrom = (view: View, user: User): Belief | undefined => {
  const belief = view.world.beliefs.get(user.id);
  if (belief === undefined || !isThirdParty(view, belief)) return undefined;
  const has = belief.fields.email.candidates.some(({ value }) => value.toLowerCase() === user.email.toLowerCase());
  return has ? belief : undefined;
};

/** A violation of privacy in an answer about one record: who it belongs to and what came. */
interface Leak {
  readonly belief: Belief;
  readonly received: string;
}

/** What an answer by id reveals of another account's record; "kept" when it hides one as it should. */
export const leakIn = (view: View): Leak | "kept" | undefined => {
  const { status } = view.answer;
  const shown = userIn(view);
  const strange = shown === undefined || status >= 300 ? undefined : hiddenFrom(view, shown);
  if (strange !== undefined) return { belief: strange, received: `${status} with user ${strange.id}` };
  const { belief } = view;
  if (belief === undefined || belief.weak || !isThirdParty(view, belief)) return undefined;
  // A record that may be gone is for the rules about deleted ones: its id may be another's by now.
  if (!maySee(belief.alive, true, view.sent.startUs, view.endUs)) return undefined;
  if (status === 404) return "kept";
  // The limiter and a broken server come before the lookup.
  if (status === 429 || status >= 500) return undefined;
  return { belief, received: String(status) };
};
