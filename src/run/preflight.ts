import { answerOf, type Exchange, statusOf, type TokenAlias } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { jsonOf } from "../contract/own-records.ts";
import { mend, type PreflightFailure, preflightFailureIn } from "../contract/token-watch.ts";
import { idOfNone } from "../generators/step.ts";
import { apiFor, type RunContext } from "./run-context.ts";

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

/** The contract's own word for a record that is not there. @see facts 3.2 */
const saysNotFound = (exchange: Exchange): boolean => {
  const body = bodyOf(exchange);
  return statusOf(exchange) === 404 && isObject(body) && typeof body.message === "string";
};

/**
 * Asks two cheap questions with each token. Only when both fail in the same way can the run not do its job; one bad answer may be
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
