import { type Answer, type Failure, headerOf, type SentRequest } from "../contract/exchange.ts";
import { placeOf } from "../contract/route.ts";
import { usersIn } from "../contract/seen-users.ts";

const pages = new Set(["page", "per_page"]);

/**
 * Why an address that was rendered anew at export may not be the one that was requested; undefined: it agrees with its
 * answer.
 */
export const renderedOtherwise = (url: URL, { method }: SentRequest, outcome: Answer | Failure): string | undefined => {
  const why = "its address was rendered anew at export";
  if ([...url.searchParams.keys()].some((name) => !pages.has(name))) return why;
  if (outcome.kind !== "answer") return undefined;
  const header = (name: string) => headerOf(outcome, name);
  for (const [name, stated] of [
    ["page", header("x-pagination-page")],
    ["per_page", header("x-pagination-limit")],
  ] as const)
    if (stated !== undefined && url.searchParams.has(name) && url.searchParams.get(name) !== stated) return why;
  const place = placeOf(url.pathname);
  // Below a parent the id is the parent's.
  const requested = place?.template.endsWith("}") === true ? place.id : undefined;
  const shown = requested === undefined || method === "POST" ? undefined : usersIn(outcome.body)[0]?.id;
  return shown === undefined || String(shown) === requested ? undefined : why;
};
