import type { Answer, Failure, SentRequest } from "../contract/exchange.ts";

const pages = new Set(["page", "per_page"]);

const idIn = (body: string): unknown => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Why an address that was rendered anew at export may not be the one that was asked for; undefined: it agrees with its
 * answer.
 */
export const renderedOtherwise = (url: URL, { method }: SentRequest, outcome: Answer | Failure): string | undefined => {
  const why = "its address was rendered anew at export";
  if ([...url.searchParams.keys()].some((name) => !pages.has(name))) return why;
  if (outcome.kind !== "answer") return undefined;
  const header = (name: string) => outcome.headers.find(([known]) => known === name)?.[1];
  for (const [name, said] of [
    ["page", header("x-pagination-page")],
    ["per_page", header("x-pagination-limit")],
  ] as const)
    if (said !== undefined && url.searchParams.has(name) && url.searchParams.get(name) !== said) return why;
  const asked = /\/users\/([^/]+)$/.exec(url.pathname)?.[1];
  const shown = asked === undefined || method === "POST" ? undefined : idIn(outcome.body);
  return shown === undefined || String(shown) === asked ? undefined : why;
};
