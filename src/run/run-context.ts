import { type Api, createApi } from "../client/api.ts";
import type { Pacer } from "../client/pacing/pacer.ts";
import type { Transport } from "../client/transport.ts";
import type { Clock } from "../contract/clock.ts";
import { defined } from "../contract/defined.ts";
import { type CleaningTime, cleaningTime, type Ending, wasTooSlow } from "../contract/ending.ts";
import {
  answerOf,
  type Exchange,
  headerOf,
  type RequestSpec,
  statusOf,
  type TokenAlias,
} from "../contract/exchange.ts";
import { isServiceAnswer } from "../contract/gateway.ts";
import { usersIn } from "../contract/own-records.ts";
import { routeOf } from "../contract/route.ts";
import type { Target, TargetInfo } from "../contract/target.ts";
import { refusalsToProbe, type TokenWatch } from "../contract/token-watch.ts";
import type { Marker } from "../generators/marker.ts";
import type { World } from "../model/world.ts";
import { BudgetSpent, type Deadline, type RequestBudget } from "./budget.ts";
import { createFailureStreak, type FailureStreak, mostInARow, mostWhileCleaning } from "./failure-streak.ts";

/** A target opened for requests. */
export interface Session {
  readonly target: Target;
  readonly info: TargetInfo;
  readonly transport: Transport;
  readonly clock: Clock;
  /** What paces the transport; absent: nothing does. */
  readonly pacer?: Pick<Pacer, "view">;
}

/** What the driver shares among all cases of a run. */
export interface RunContext {
  readonly transport: Transport;
  readonly pacer?: Pick<Pacer, "view">;
  readonly world: World;
  readonly marker: Marker;
  readonly budget: RequestBudget;
  /** Tokens there are: steps of a caller who has none are left out. */
  readonly callers: readonly TokenAlias[];
  /** What ends the run before its time. */
  readonly ending: Ending;
  /** Absent: the run may take as long as it takes. */
  readonly deadline?: Deadline;
  /** Before so many requests that are not for cleaning up: makes sure that enough of the service's budget stays for it. */
  readonly keepEnough?: (requests: number) => Promise<void>;
  /** Last ETag by caller and path. */
  readonly etags: Map<string, string>;
  /** E-mails of public users at reserved domains that lists have shown, the last few. */
  readonly publicEmails: string[];
  /** Ids of public users that lists have shown, the last few. */
  readonly publicIds: number[];
  /** X-Pagination-Pages by path. */
  readonly pages: Map<string, number>;
  /** X-RateLimit-Limit by caller. */
  readonly limits: Map<TokenAlias, number>;
  readonly failureStreak: FailureStreak;
  /** Absent: a token that is refused has nothing to be compared with. */
  readonly tokens?: TokenWatch;
}

/** Whom a session can speak as, with a budget of their own. */
export const callersOf = ({ target }: Pick<Session, "target">): readonly TokenAlias[] =>
  target.tokens.B === undefined ? ["A"] : ["A", "B"];

/** A driver that has seen nothing yet. */
export const createRunContext = (
  session: Pick<Session, "target" | "transport" | "pacer">,
  own: Pick<RunContext, "world" | "marker" | "budget" | "ending" | "deadline" | "keepEnough" | "tokens">,
): RunContext => ({
  transport: session.transport,
  ...defined({ pacer: session.pacer }),
  callers: callersOf(session),
  etags: new Map(),
  publicEmails: [],
  publicIds: [],
  pages: new Map(),
  limits: new Map(),
  failureStreak: createFailureStreak(),
  ...own,
});

const mostAttempts = 3;

/** A gateway answered, or no answer came: the application may or may not have acted. */
const isLost = (exchange: Exchange): boolean => !isServiceAnswer(exchange);

/**
 * The one place where an interruption becomes an outcome: what it ends takes the same way as what may send no more.
 * @param work what rejects with the signal's reason when it aborts
 */
const unlessStopped = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
  if (signal.aborted) throw new BudgetSpent();
  try {
    return await work();
  } catch (error) {
    if (signal.aborted && error === signal.reason) throw new BudgetSpent();
    throw error;
  }
};

/** Waits, and no longer than the run goes on. */
export const pause = ({ transport }: Pick<RunContext, "transport">, signal: AbortSignal, ms: number): Promise<void> =>
  unlessStopped(signal, () => transport.clock.sleep(ms, signal));

/** Pauses before the second and third attempt, ms. */
const pauses = [250, 1000];

/** What may wait, until it is stopped or there is no time left. */
export const inTime = <T>(
  { deadline }: RunContext,
  cleaning: boolean,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => unlessStopped(stop, () => deadline?.inTime(cleaning, stop, work) ?? work(stop));

/**
 * Sends one request of a case: counts it, waits out a limiter that refused it against our plan, repeats reads
 * that got lost, and looks up by e-mail what became of a create that got lost.
 */
export const sendFor = async (
  runContext: RunContext,
  request: RequestSpec,
  purpose: string,
  cleaning = false,
  attempts = mostAttempts,
): Promise<Exchange> => {
  const { transport, budget, failureStreak, tokens } = runContext;
  const { stop, cut, over } = runContext.ending;
  const signal = cleaning ? over : stop;
  let held = false;
  for (let attempt = 1; ; attempt++) {
    if (signal.aborted) throw new BudgetSpent();
    // The service does not answer: the rest of the budget would show nothing more.
    if (failureStreak.inARow >= (cleaning ? mostWhileCleaning : mostInARow)) throw new BudgetSpent();
    // Plain questions will tell whether the token is still accepted.
    if (!cleaning && (tokens?.rowOf(request.as)?.inARow ?? 0) >= refusalsToProbe) throw new BudgetSpent();
    if (!cleaning && request.pace !== "now") await runContext.keepEnough?.(1);
    // What has left is waited for a little: whether an abandoned create happened is unknown.
    const time: CleaningTime = cleaning ? cleaningTime(runContext.ending, held) : { signal: cut };
    const exchange: Exchange | undefined = await inTime(runContext, cleaning, signal, (waitSignal) => {
      budget.take(cleaning);
      return transport.send({ ...request, ...time, purpose, attempt, waitSignal });
    }).catch((error: unknown) => {
      // It waited for its turn when the run was stopped: now it has the time that cleaning up has.
      if (cleaning && cut.aborted && !over.aborted && error === cut.reason) return undefined;
      throw error;
    });
    if (exchange === undefined) continue;
    remember(runContext, request, exchange);
    failureStreak.add(exchange, request.pace === "now");
    const limited = exchange.outcome.kind === "answer" && exchange.outcome.status === 429 && request.pace !== "now";
    const lost = isLost(exchange);
    if (!limited && !lost) return exchange;
    // A gateway that says how long it wants to be left alone is.
    held ||= lost && (statusOf(exchange) === 429 || headerOf(answerOf(exchange), "retry-after") !== undefined);
    // A refused write did nothing and may be sent again; a lost one may have happened.
    const mayRepeat = limited || request.method === "GET" || cleaning;
    // Where little time is left, what else there is to delete comes first.
    if (cleaning && stop.aborted && wasTooSlow(exchange)) return exchange;
    // A limiter lets the next one through some time; the row of refusals, the budget and the time end it where it does not.
    if ((attempt < attempts && mayRepeat) || (limited && cleaning && attempts > 1)) {
      if (lost) await pause(runContext, signal, pauses[attempt - 1] ?? 1000);
      else if (cleaning && stop.aborted) await pause(runContext, signal, 1000);
      continue;
    }
    if (lost && request.method === "POST") await lookUp(runContext, request, purpose);
    return exchange;
  }
};

/** The typed client of one caller, whose requests are counted, repeated and remembered by {@link sendFor}. */
export const apiFor = (
  runContext: RunContext,
  as: TokenAlias,
  purpose: string,
  cleaning?: boolean,
  attempts?: number,
): Api => createApi((request) => sendFor(runContext, request, purpose, cleaning, attempts), { as });

/** At a reserved domain, and not ours: trying to take it does no harm. */
const reservedPublic = /^[a-z0-9._+-]{1,100}@[a-z0-9.-]{1,60}\.(?:example|test|invalid)$/;
const mostPublic = 20;

const remember = (runContext: RunContext, { as, path, method }: RequestSpec, exchange: Exchange): void => {
  const { etags, pages, limits, publicEmails, publicIds, marker } = runContext;
  if (as === "anonymous" && routeOf(exchange.request)?.operation.id === "listUsers") {
    for (const { id, email } of usersIn(answerOf(exchange)?.body)) {
      if (id !== undefined) publicIds.push(id);
      if (email !== undefined && reservedPublic.test(email) && !email.includes(".ghx") && !marker.isOurs(email))
        publicEmails.push(email);
    }
    publicIds.splice(0, publicIds.length - mostPublic);
    publicEmails.splice(0, publicEmails.length - mostPublic);
  }
  const header = (name: string) => headerOf(answerOf(exchange), name);
  const etag = header("etag");
  if (etag !== undefined && method === "GET") etags.set(`${as} ${path}`, etag);
  const count = Number(header("x-pagination-pages"));
  // A slash makes no difference (facts 3.13).
  if (Number.isSafeInteger(count) && count > 0) pages.set(path.replace("/?", "?"), count);
  const limit = Number(header("x-ratelimit-limit"));
  if (Number.isInteger(limit) && limit > 0) limits.set(as, limit);
};

/** A list by e-mail shows the world whether the create happened. */
const lookUp = async (runContext: RunContext, { as, body }: RequestSpec, purpose: string): Promise<void> => {
  const email = usersIn(body)[0]?.email;
  if (email === undefined || (as !== "A" && as !== "B")) return;
  await apiFor(runContext, as, purpose).GET("/users", { params: { query: { email } } });
};
