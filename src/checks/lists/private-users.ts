import type { User } from "../../contract/document.ts";
import type { TokenAlias } from "../../contract/exchange.ts";
import { type Belief, maySee } from "../../model/belief.ts";
import { hasQueryToken, userIn } from "../evidence.ts";
import type { View } from "../rule.ts";

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
export interface Leak {
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
