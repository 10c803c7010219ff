import { type Exchange, headerOf, type TokenAlias } from "./exchange.ts";
import { originOf } from "./gateway.ts";
import { pathOf } from "./route.ts";
import { safeText } from "./safe-text.ts";

/** Why a run can't do its job. */
export interface PreflightFailure {
  /** One line. */
  readonly reason: string;
  /** Whether the service itself answered. Its answer may break rules, which the run then reports. */
  readonly spoken: boolean;
}

/** The setting that holds a caller's token. */
export const tokenVariable = (as: TokenAlias): string => (as === "B" ? "GOREST_SECOND_TOKEN" : "GOREST_TOKEN");

const collection = pathOf("listUsers");

/** The form of a base URL, as advice to the user. */
export const mend = (baseUrl: string): string =>
  new URL(baseUrl).pathname.replace(/\/$/, "").endsWith(collection)
    ? `GOREST_BASE_URL should end in /public/v2: leave ${collection} out`
    : "does GOREST_BASE_URL end in /public/v2?";

/** Why nothing can be learned from this answer, or undefined when something can. */
export const preflightFailureIn = (
  exchange: Exchange,
  as: TokenAlias,
  baseUrl: string,
): PreflightFailure | undefined => {
  const { outcome } = exchange;
  const failed = (reason: string): PreflightFailure => ({ reason, spoken: false });
  if (outcome.kind === "failure")
    return failed(`${baseUrl} can't be reached: ${outcome.message}. Is the address right, and is the server up?`);
  const { status } = outcome;
  const variable = tokenVariable(as);
  if (status >= 300 && status < 400) {
    const to = headerOf(outcome, "location") ?? "nowhere";
    return failed(`${baseUrl} redirects to ${safeText(to, 120)}; set GOREST_BASE_URL to where the API is`);
  }
  const origin = originOf(exchange);
  if (origin.who !== "service") {
    if (status === 404) return failed(`${baseUrl} has no users resource: ${origin.reason}; ${mend(baseUrl)}`);
    let way = "try again later or from another network";
    if (status < 300) way = mend(baseUrl);
    else if (status === 401) way = `is the token in ${variable} current?`;
    return failed(`${baseUrl} is not reachable: ${origin.reason}; ${way}`);
  }
  if (status === 401) {
    return failed(`${baseUrl} refuses the token in ${variable} (401 ${safeText(outcome.body, 80)}). Is it current?`);
  }
  if (status === 429) {
    const reason = `${baseUrl} answers 429 to everything, also after waiting. Does another program use up the token's budget?`;
    return { reason, spoken: true };
  }
  if (status >= 500)
    return { reason: `${baseUrl} answers ${status} to everything. Is the service well?`, spoken: true };
  if (/^\s*</.test(outcome.body))
    return failed(`${baseUrl} has no users resource (${status} with an HTML page); ${mend(baseUrl)}`);
  return undefined;
};
