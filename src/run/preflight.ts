import { answerOf, type Exchange, headerOf, statusOf, type TokenAlias } from "../contract/exchange.ts";
import { speakerOf } from "../contract/gateway.ts";
import { pathOf } from "../contract/route.ts";
import { safeText } from "../contract/safe-text.ts";
import { jsonOf } from "../contract/seen-users.ts";
import { idOfNone } from "../generators/resolve.ts";
import { apiFor, type RunContext } from "./run-context.ts";

/** Why a run can't do its job. */
export interface PreflightFailure {
  /** One line. */
  readonly reason: string;
  /** The service itself has spoken, and what it said may break rules: then that is what the run has found. */
  readonly spoken: boolean;
}

const collection = pathOf("listUsers");

/** What a base URL should look like, for whoever must mend it. */
const mend = (baseUrl: string): string =>
  new URL(baseUrl).pathname.replace(/\/$/, "").endsWith(collection)
    ? `GOREST_BASE_URL should end in /public/v2: leave ${collection} out`
    : "does GOREST_BASE_URL end in /public/v2?";

/** Why nothing can be learned from this answer, or undefined when something can. */
const preflightFailureIn = (exchange: Exchange, as: TokenAlias, baseUrl: string): PreflightFailure | undefined => {
  const { outcome } = exchange;
  const unheard = (reason: string): PreflightFailure => ({ reason, spoken: false });
  if (outcome.kind === "failure")
    return unheard(`${baseUrl} can't be reached: ${outcome.message}. Is the address right, and is the server up?`);
  const { status } = outcome;
  if (status >= 300 && status < 400) {
    const to = headerOf(outcome, "location") ?? "nowhere";
    return unheard(`${baseUrl} redirects to ${safeText(to, 120)}; set GOREST_BASE_URL to where the API is`);
  }
  const speaker = speakerOf(exchange);
  if (speaker.who !== "service") {
    const way = status < 300 || status === 404 ? mend(baseUrl) : "try again later or from another network";
    return unheard(`${baseUrl} can't be asked: ${speaker.reason}; ${way}`);
  }
  if (status === 401) {
    const variable = as === "B" ? "GOREST_SECOND_TOKEN" : "GOREST_TOKEN";
    return unheard(`${baseUrl} refuses the token in ${variable} (401 ${safeText(outcome.body, 80)}). Is it current?`);
  }
  if (status === 429) {
    const reason = `${baseUrl} answers 429 to everything, also after waiting. Does somebody else use up the token's budget?`;
    return { reason, spoken: true };
  }
  if (status >= 500)
    return { reason: `${baseUrl} answers ${status} to everything. Is the service well?`, spoken: true };
  if (/^\s*</.test(outcome.body))
    return unheard(`${baseUrl} has no users resource (${status} with an HTML page); ${mend(baseUrl)}`);
  return undefined;
};

const bodyOf = (exchange: Exchange): unknown => jsonOf(answerOf(exchange)?.body);

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isUserLike = (value: unknown): boolean =>
  isRecord(value) && ["id", "name", "email", "gender", "status"].filter((field) => field in value).length >= 4;

/** Rows that look like users, in the list itself or in an envelope around it. */
const showsUsers = (exchange: Exchange): boolean => {
  const body = bodyOf(exchange);
  const lists = Array.isArray(body) ? [body] : isRecord(body) ? Object.values(body).filter(Array.isArray) : [];
  return lists.some((list) => list.some(isUserLike));
};

/** A list of the users resource tells of its pages, whatever else is wrong with it. @see facts 5.5 */
const tellsPages = ({ outcome }: Exchange): boolean =>
  outcome.kind === "answer" && outcome.headers.some(([name]) => /^x-(pagination|links)-/.test(name));

/** The contract's own word for a record that is not there. @see facts 3.2 */
const saysNotFound = (exchange: Exchange): boolean => {
  const body = bodyOf(exchange);
  return statusOf(exchange) === 404 && isRecord(body) && typeof body.message === "string";
};

/**
 * Asks two cheap questions with each token. Only when both are hopeless can't the run do its job; one bad answer may be
 * the fault it looks for. Where neither shows anything of the users resource, a third asks for any users at all.
 * @returns why the run can't do its job; undefined when it can
 */
export const preflight = async (
  runContext: RunContext,
  callers: readonly TokenAlias[],
): Promise<PreflightFailure | undefined> => {
  const { baseUrl } = runContext.transport;
  for (const as of callers) {
    const query = { email: runContext.marker.run, per_page: 1 };
    const first = await apiFor(runContext, as, "preflight").GET("/users", { params: { query } });
    const firstWhy = preflightFailureIn(first, as, baseUrl);
    if (firstWhy === undefined && tellsPages(first)) continue;
    // The first was asked thrice where nobody answered: for the others once is enough.
    const once = apiFor(runContext, as, "preflight", false, 1);
    const second = await once.GET("/users/{id}", { params: { path: { id: idOfNone } } });
    const why = preflightFailureIn(second, as, baseUrl);
    // A 404 page for an id that is not there proves nothing by itself; for the list as well, it does.
    if (why !== undefined && firstWhy !== undefined && statusOf(first) === statusOf(second)) return why;
    if (saysNotFound(second) && statusOf(first) !== 404) continue;
    const third = await once.GET("/users", { params: { query: { per_page: 1 } } });
    if (showsUsers(third) || tellsPages(third)) continue;
    const thirdWhy = preflightFailureIn(third, as, baseUrl);
    // The service has spoken, or nobody has for once: the run will show what it is.
    if (thirdWhy?.spoken === true || firstWhy?.spoken === true || third.outcome.kind === "failure") continue;
    const what = `a list answers ${statusOf(third)} and shows no users`;
    return {
      reason: thirdWhy?.reason ?? `${baseUrl} has no users resource (${what}); ${mend(baseUrl)}`,
      spoken: false,
    };
  }
  return undefined;
};
