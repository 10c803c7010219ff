import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import { safeText } from "../contract/safe-text.ts";
import { nothingThere } from "../generators/resolve.ts";
import { type Driver, sendFor } from "./driver.ts";
import { isHtml } from "./trouble.ts";

/** Why a run can't do its job. */
export interface Hopeless {
  /** One line. */
  readonly reason: string;
  /** The service itself has spoken, and what it said may break rules: then that is what the run has found. */
  readonly spoken: boolean;
}

const statusOf = ({ outcome }: Exchange) => (outcome.kind === "answer" ? outcome.status : undefined);

/** Why nothing can be learned from this answer, or undefined when something can. */
const hopelessIn = (exchange: Exchange, as: TokenAlias, baseUrl: string): Hopeless | undefined => {
  const { outcome } = exchange;
  const unheard = (reason: string): Hopeless => ({ reason, spoken: false });
  if (outcome.kind === "failure")
    return unheard(`${baseUrl} can't be reached: ${outcome.message}. Is the address right, and is the server up?`);
  const { status } = outcome;
  if (status === 401) {
    const variable = as === "B" ? "GOREST_SECOND_TOKEN" : "GOREST_TOKEN";
    return unheard(`${baseUrl} refuses the token in ${variable} (401 ${safeText(outcome.body, 80)}). Is it current?`);
  }
  if (status === 403 && isHtml(exchange))
    return unheard(`an edge in front of ${baseUrl} refuses this machine (403 with an HTML page)`);
  if (status >= 300 && status < 400) {
    const to = outcome.headers.find(([name]) => name === "location")?.[1] ?? "nowhere";
    return unheard(`${baseUrl} redirects to ${safeText(to, 120)}; set GOREST_BASE_URL to where the API is`);
  }
  if ((status === 404 && isHtml(exchange)) || (status >= 502 && status <= 504 && isHtml(exchange))) {
    return unheard(
      `${baseUrl} has no users resource (${status} with an HTML page). Does GOREST_BASE_URL end in /public/v2?`,
    );
  }
  if (status === 429) {
    const reason = `${baseUrl} answers 429 to everything, also after waiting. Does somebody else use up the token's budget?`;
    return { reason, spoken: true };
  }
  if (status >= 500)
    return { reason: `${baseUrl} answers ${status} to everything. Is the service well?`, spoken: true };
  if (isHtml(exchange)) {
    const reason = `${baseUrl} answers with an HTML page (${status}) to everything. Does GOREST_BASE_URL end in /public/v2?`;
    return { reason, spoken: true };
  }
  return undefined;
};

/**
 * Asks two cheap questions with each token. Only when both are hopeless in the same way can't the run do its job; one bad
 * answer may be the fault it looks for.
 * @returns why the run can't do its job; undefined when it can
 */
export const preflight = async (driver: Driver, callers: readonly TokenAlias[]): Promise<Hopeless | undefined> => {
  for (const as of callers) {
    const list = { method: "GET", path: `/users?email=${driver.marker.run}&per_page=1`, as };
    const first = await sendFor(driver, list, "preflight");
    if (hopelessIn(first, as, driver.transport.baseUrl) === undefined) continue;
    // The first was asked thrice where nobody answered: for the second once is enough.
    const second = await sendFor(driver, { method: "GET", path: nothingThere, as }, "preflight", false, 1);
    const why = hopelessIn(second, as, driver.transport.baseUrl);
    // A 404 page for an id that is not there proves nothing by itself; for the list as well, it does.
    if (why !== undefined && statusOf(first) === statusOf(second)) return why;
  }
  return undefined;
};
