import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import { safeText } from "../contract/safe-text.ts";
import { nothingThere } from "../generators/resolve.ts";
import { type Driver, sendFor } from "./driver.ts";

const isHtml = (exchange: Exchange) => exchange.outcome.kind === "answer" && /^\s*</.test(exchange.outcome.body);
const statusOf = ({ outcome }: Exchange) => (outcome.kind === "answer" ? outcome.status : undefined);

/** Why nothing can be learned from this answer, or undefined when something can. */
const hopeless = (exchange: Exchange, as: TokenAlias, baseUrl: string): string | undefined => {
  const { outcome } = exchange;
  if (outcome.kind === "failure")
    return `${baseUrl} can't be reached: ${outcome.message}. Is the address right, and is the server up?`;
  const { status } = outcome;
  if (status === 401) {
    const variable = as === "B" ? "GOREST_SECOND_TOKEN" : "GOREST_TOKEN";
    return `${baseUrl} refuses the token in ${variable} (401 ${safeText(outcome.body, 80)}). Is it current?`;
  }
  if (status === 403 && isHtml(exchange))
    return `an edge in front of ${baseUrl} refuses this machine (403 with an HTML page)`;
  if (status >= 300 && status < 400) {
    const to = outcome.headers.find(([name]) => name === "location")?.[1] ?? "nowhere";
    return `${baseUrl} redirects to ${safeText(to, 120)}; set GOREST_BASE_URL to where the API is`;
  }
  if ((status === 404 && isHtml(exchange)) || (status >= 502 && status <= 504 && isHtml(exchange))) {
    return `${baseUrl} has no users resource (${status} with an HTML page). Does GOREST_BASE_URL end in /public/v2?`;
  }
  return undefined;
};

/**
 * Asks two cheap questions with each token. Only when both are hopeless in the same way can't the run do its job; one bad
 * answer may be the fault it looks for.
 * @returns why the run can't do its job, one line
 */
export const preflight = async (driver: Driver, callers: readonly TokenAlias[]): Promise<string | undefined> => {
  for (const as of callers) {
    const list = { method: "GET", path: `/users?email=${driver.marker.run}&per_page=1`, as };
    const first = await sendFor(driver, list, "preflight");
    if (hopeless(first, as, driver.transport.baseUrl) === undefined) continue;
    const second = await sendFor(driver, { method: "GET", path: nothingThere, as }, "preflight");
    const why = hopeless(second, as, driver.transport.baseUrl);
    // A 404 page for an id that is not there proves nothing by itself; for the list as well, it does.
    if (why !== undefined && statusOf(first) === statusOf(second)) return why;
  }
  return undefined;
};
