import { answerOf, type Exchange, statusOf, type TokenAlias } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { jsonOf } from "../contract/own-records.ts";
import {
  mend,
  type PreflightFailure,
  preflightFailureIn,
  refusalsToEnd,
  refusalsToProbe,
  refusedText,
} from "../contract/token-watch.ts";
import { idOfNone } from "../generators/step.ts";
import { BudgetSpent } from "./budget.ts";
import type { ContractRun } from "./open-run.ts";
import { apiFor, pause, type RunContext } from "./run-context.ts";

const bodyOf = (exchange: Exchange): unknown => jsonOf(answerOf(exchange)?.body);

const isUserLike = (value: unknown): boolean =>
  isObject(value) && ["id", "name", "email", "gender", "status"].filter((field) => field in value).length >= 4;

/** Rows with the fields of users, in the list itself or in an envelope around it. */
const showsUsers = (exchange: Exchange): boolean => {
  const body = bodyOf(exchange);
  const lists = Array.isArray(body) ? [body] : isObject(body) ? Object.values(body).filter(Array.isArray) : [];
  return lists.some((list) => list.some(isUserLike));
};

/** A list of the users resource has page headers, whatever else is wrong with it. @see facts 5.5 */
const tellsPages = ({ outcome }: Exchange): boolean =>
  outcome.kind === "answer" && outcome.headers.some(([name]) => /^x-(pagination|links)-/.test(name));

/** The contract's own answer for a record that is not there. @see facts 3.2 */
const saysNotFound = (exchange: Exchange): boolean => {
  const body = bodyOf(exchange);
  return statusOf(exchange) === 404 && isObject(body) && typeof body.message === "string";
};

/**
 * Sends two cheap requests with each token. Only when both fail in the same way can the run not do its job; one bad answer may be
 * the fault that it is to find. Where neither shows anything of the users resource, a third lists users without a filter.
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
    // The first caller had three attempts: one is enough for the others.
    const once = apiFor(runContext, as, "preflight", false, 1);
    const second = await once.GET("/users/{id}", { params: { path: { id: idOfNone } } });
    const why = preflightFailureIn(second, as, baseUrl);
    // A 404 page for an id that is not there proves nothing by itself; for the list as well, it does.
    if (why !== undefined && firstWhy !== undefined && statusOf(first) === statusOf(second)) return why;
    if (saysNotFound(second) && statusOf(first) !== 404) continue;
    const third = await once.GET("/users", { params: { query: { per_page: 1 } } });
    if (showsUsers(third) || tellsPages(third)) continue;
    const thirdWhy = preflightFailureIn(third, as, baseUrl);
    // The service has answered, or a single answer is missing: the run will show what it is.
    if (thirdWhy?.spoken === true || firstWhy?.spoken === true || third.outcome.kind === "failure") continue;
    const what = `a list answers ${statusOf(third)} and shows no users`;
    return {
      reason: thirdWhy?.reason ?? `${baseUrl} has no users resource (${what}); ${mend(baseUrl)}`,
      spoken: false,
    };
  }
  return undefined;
};

/** Between two probes: a service that restarts is back soon. */
const pauseMs = 250;

/** A token that the service accepts no longer, and one line about it. */
interface RefusedToken {
  readonly as: TokenAlias;
  readonly reason: string;
}

/** Sends a list, or every other time a read of a user that does not exist, with one attempt. */
export const probeToken = async (context: RunContext, as: TokenAlias, count: number): Promise<void> => {
  const once = apiFor(context, as, "preflight", true, 1);
  if (count % 2 === 0) await once.GET("/users", { params: { query: { per_page: 1 } } });
  else await once.GET("/users/{id}", { params: { path: { id: idOfNone } } });
};

/**
 * Probes each token that was refused last. Where one request is accepted, the refusals are the service's; where none is, time after
 * time, the token has expired or was revoked.
 * @param from refusals in a row that are worth the probes
 */
export const refusedToken = async (
  { context, history: { tokens } }: ContractRun,
  from = 1,
): Promise<RefusedToken | undefined> => {
  for (const as of tokens.refused()) {
    let enough = refusalsToEnd;
    const inARow = () => tokens.rowOf(as)?.inARow ?? 0;
    if (inARow() < from) continue;
    try {
      // A probe without an answer counts as none.
      for (let sent = 0; inARow() > 0 && inARow() < refusalsToEnd && sent < 2 * refusalsToEnd; sent++) {
        if (sent > 0) await pause(context, context.ending.stop, pauseMs);
        await probeToken(context, as, sent);
      }
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      // No more can be sent: different requests, all refused, are what there is to go by.
      if ((tokens.rowOf(as)?.operations.size ?? 0) > 1) enough = refusalsToProbe;
    }
    const row = tokens.rowOf(as);
    if (row !== undefined && row.inARow >= enough) return { as, reason: refusedText(as, row) };
  }
  return undefined;
};
