import type { Clock } from "./clock.ts";
import { type Answer, answerOf, type Exchange, type Failure, headerOf, type TokenAlias } from "./exchange.ts";
import { isServiceAnswer, originOf } from "./gateway.ts";
import { pathOf, routeOf } from "./route.ts";
import { safeText } from "./safe-text.ts";

/** Why a run can't do its job. */
export interface PreflightFailure {
  /** One line. */
  readonly reason: string;
  /** Whether the service itself answered. Its answer may break rules, which the run then reports. */
  readonly spoken: boolean;
}

/** The setting that holds a caller's token. */
const tokenVariable = (as: TokenAlias): string => (as === "B" ? "GOREST_SECOND_TOKEN" : "GOREST_TOKEN");

const collection = pathOf("listUsers");

/** The form of a base URL, as advice to the user. */
export const mend = (baseUrl: string): string =>
  new URL(baseUrl).pathname.replace(/\/$/, "").endsWith(collection)
    ? `GOREST_BASE_URL should end in /public/v2: leave ${collection} out`
    : "does GOREST_BASE_URL end in /public/v2?";

/** Whether something came that is no message of HTTP/1.1, or TLS was refused for want of another protocol. */
const isUnreadable = ({ code = "", message }: Failure): boolean =>
  code === "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL" || /does not match the HTTP\/1\.1 protocol/.test(message);

/** Why nothing can be learned from this answer, or undefined when something can. */
export const preflightFailureIn = (
  exchange: Exchange,
  as: TokenAlias,
  baseUrl: string,
): PreflightFailure | undefined => {
  const { outcome } = exchange;
  const failed = (reason: string): PreflightFailure => ({ reason, spoken: false });
  if (outcome.kind === "failure")
    return failed(
      isUnreadable(outcome)
        ? `${baseUrl} answers, but not in HTTP/1.1 that can be read: ${outcome.message}. Is it a box that alters headers, or a server of HTTP/2 alone?`
        : `${baseUrl} can't be reached: ${outcome.message}. Is the address right, and is the server up?`,
    );
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

/** Calls of a token that the service refuses in a row, whatever they ask: it has expired or was revoked. */
interface Refusals {
  inARow: number;
  /** When the first was answered, and the same on the clock of the exchanges. */
  readonly sinceMs: number;
  readonly sinceUs: number;
  /** What it said. */
  readonly how: string;
  /** The request. */
  readonly operations: Set<string>;
}

/** Tells a token that is accepted no longer, which says nothing of the service, from answers of 401 now and then, which do. */
export interface TokenWatch {
  /** Takes in the next exchange. @returns whether it is the first of a row */
  add(exchange: Exchange): boolean;
  /** The row that the token is in; undefined: its last call was accepted. */
  rowOf(as: TokenAlias): Refusals | undefined;
  /** The tokens in a row, with the first to be refused before the others. */
  refused(): readonly TokenAlias[];
}

/** So many in a row, of whatever cases send, before plain requests are sent. */
export const refusalsToProbe = 3;
/** So many, plain questions among them, end it: half of all calls refused by chance would do it once in 250 rows. */
export const refusalsToEnd = 9;
/** After so many cleaning up sends no more. */
export const refusalsToLeave = refusalsToEnd + 2;

/** Whether it may have been given before the token was looked at. */
const isBlind = ({ request }: Exchange, { status }: Answer): boolean =>
  request.url.includes("force_status=") || status >= 500;

/** A token whose budget is shown or said to be used up was accepted (facts 7.2, 7.3): the status is another than it should be. */
const isOfBudget = (answer: Answer): boolean =>
  (answer.status === 401 || answer.status === 403) &&
  (headerOf(answer, "x-ratelimit-remaining") === "0" || /\btoo many requests\b/i.test(answer.body.slice(0, 200)));

export const createTokenWatch = (clock: Pick<Clock, "wallMs">): TokenWatch => {
  const rows = new Map<TokenAlias, Refusals>();
  return {
    add: (exchange) => {
      const { request, startUs, endUs } = exchange;
      const as = request.token;
      const operation = routeOf(request)?.operation.id;
      const answer = answerOf(exchange);
      if ((as !== "A" && as !== "B") || operation === undefined || answer === undefined) return false;
      if (!isServiceAnswer(exchange) || isBlind(exchange, answer) || isOfBudget(answer)) return false;
      const { status, body } = answer;
      const row = rows.get(as);
      if (status !== 401 && status !== 403) {
        // What was on its way at the time of the first refusal may have been accepted before it.
        if (row !== undefined && startUs >= row.sinceUs) rows.delete(as);
        return false;
      }
      if (row !== undefined) {
        row.inARow++;
        row.operations.add(operation);
        return false;
      }
      const how = `${status} ${safeText(body, 80)}`;
      rows.set(as, { inARow: 1, sinceMs: clock.wallMs(), sinceUs: endUs, how, operations: new Set([operation]) });
      return true;
    },
    rowOf: (as) => rows.get(as),
    refused: () => [...rows.keys()],
  };
};

/** One line. */
export const refusedText = (as: TokenAlias, { inARow, sinceMs, how }: Refusals): string =>
  `the token in ${tokenVariable(as)} stopped being accepted at ${new Date(sinceMs).toISOString().slice(0, 19)}Z ` +
  `(${inARow} times in a row ${how}); what came before is judged. Has it expired?`;
