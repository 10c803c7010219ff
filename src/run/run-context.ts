import { type Api, createApi, requestOf } from "../client/api.ts";
import type { Pacer } from "../client/pacing/pacer.ts";
import type { Transport } from "../client/transport.ts";
import type { UserFilters } from "../client/typed-client.ts";
import { defined } from "../contract/defined.ts";
import { cleaningTime, type Ending, wasTooSlow } from "../contract/ending.ts";
import { answerOf, type Exchange, headerOf, type TokenAlias } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import type { RequestSpec } from "../contract/request-spec.ts";
import { routeOf } from "../contract/route.ts";
import { usersIn } from "../contract/seen-users.ts";
import { swapCase } from "../contract/swap-case.ts";
import { runStep } from "../generators/commands.ts";
import type { Marker } from "../generators/marker.ts";
import type { EmailInput, Json, PartOfValue, QueryInput, Step, StepContext } from "../generators/step.ts";
import type { World } from "../model/world.ts";
import { BudgetSpent, type RequestBudget } from "./budget.ts";
import type { Deadline } from "./deadline.ts";
import { createFailureStreak, type FailureStreak, mostInARow, mostWhileCleaning } from "./failure-streak.ts";
import type { Session } from "./session.ts";

/** What the driver shares among all cases of a run. */
export interface RunContext {
  readonly transport: Transport;
  readonly pacer?: Pick<Pacer, "look">;
  readonly world: World;
  readonly marker: Marker;
  readonly budget: RequestBudget;
  /** Tokens there are: steps of a caller who has none are left out. */
  readonly callers: readonly TokenAlias[];
  /** What ends the run before its time. */
  readonly ending: Ending;
  /** Absent: the run may take as long as it takes. */
  readonly deadline?: Deadline;
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
}

/** Whom a session can speak as, with a budget of their own. */
export const callersOf = ({ target }: Pick<Session, "target">): readonly TokenAlias[] =>
  target.tokens.B === undefined ? ["A"] : ["A", "B"];

/** A driver that has seen nothing yet. */
export const createRunContext = (
  session: Pick<Session, "target" | "transport" | "pacer">,
  own: Pick<RunContext, "world" | "marker" | "budget" | "ending" | "deadline">,
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

/** A gateway spoke, or nobody: the application may or may not have acted. */
const isLost = (exchange: Exchange): boolean => !isServiceWord(exchange);

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
const pause = ({ transport }: Pick<RunContext, "transport">, signal: AbortSignal, ms: number): Promise<void> =>
  unlessStopped(signal, () => transport.clock.sleep(ms, signal));

/** Pauses before the second and third attempt, ms. */
const pauses = [250, 1000];

/** What may wait, until it is stopped or there is no time left. */
const inTime = <T>(
  { deadline }: RunContext,
  cleaning: boolean,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> =>
  unlessStopped(
    stop,
    () =>
      deadline?.inTime(cleaning, (tooLate) => work(tooLate === undefined ? stop : AbortSignal.any([stop, tooLate]))) ??
      work(stop),
  );

/**
 * Sends one request of a case: counts it, waits out a limiter that refused it against our plan, asks again for reads
 * that got lost, and looks up by e-mail what became of a create that got lost.
 */
const sendFor = async (
  runContext: RunContext,
  request: RequestSpec,
  purpose: string,
  cleaning = false,
  attempts = mostAttempts,
): Promise<Exchange> => {
  const { transport, budget, failureStreak } = runContext;
  const { stop, cut, over } = runContext.ending;
  const signal = cleaning ? over : stop;
  for (let attempt = 1; ; attempt++) {
    if (signal.aborted) throw new BudgetSpent();
    // Nobody listens: the rest of the budget would tell nothing more.
    if (failureStreak.inARow >= (cleaning ? mostWhileCleaning : mostInARow)) throw new BudgetSpent();
    // What has left is waited for a little: of a create that is given up nobody knows whether it happened.
    const time = cleaning ? cleaningTime(runContext.ending) : { signal: cut };
    const exchange = await inTime(runContext, cleaning, signal, (waitSignal) => {
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
    // A refused write did nothing and may be sent again; a lost one may have happened.
    const mayRepeat = limited || request.method === "GET" || cleaning;
    // Where little time is left, what else there is to delete comes first.
    if (cleaning && stop.aborted && wasTooSlow(exchange)) return exchange;
    if (attempt < attempts && mayRepeat) {
      if (lost) await pause(runContext, signal, pauses[attempt - 1] ?? 1000);
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

/** Nobody's mail box, and none of ours: trying to take it can hurt no one. */
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
  if (Number.isSafeInteger(count) && count > 0) pages.set(path, count);
  const limit = Number(header("x-ratelimit-limit"));
  if (Number.isInteger(limit) && limit > 0) limits.set(as, limit);
};

/** A list by e-mail tells the world whether the create happened. */
const lookUp = async (runContext: RunContext, { as, body }: RequestSpec, purpose: string): Promise<void> => {
  const email = usersIn(body)[0]?.email;
  if (email === undefined || (as !== "A" && as !== "B")) return;
  await apiFor(runContext, as, purpose).GET("/users", { params: { query: { email } } });
};

const partOf: Readonly<Record<PartOfValue, (text: string) => string>> = {
  upper: (text) => text.toUpperCase(),
  middle: (text) => text.slice(1, -1),
  start: (text) => text.slice(0, -1),
  // No blank, whose meaning at an end is open (facts 11.12).
  pair: (text) => /(?<=.)\p{L}{2}/u.exec(text)?.[0] ?? text,
};

const mostWaits = 3;

/**
 * Waits until so many requests may leave at once. What is left is known from the last answer only, so after a wait one
 * cheap read asks again; a server that never has room is left alone after a few.
 */
const makeRoom = async (
  runContext: RunContext,
  as: TokenAlias,
  requests: number,
  ask: () => Promise<unknown>,
): Promise<void> => {
  for (let wait = 0; wait < mostWaits; wait++) {
    const view = runContext.pacer?.look(as);
    if (view?.remaining === undefined || view.limit === undefined || view.remaining > requests) return;
    // A limit this small never has room for them all, and no waiting changes that.
    if (view.limit <= requests) return;
    const refillMs = ((requests + 2) * view.windowS * 1000) / (view.limit * 0.9);
    const ms = Math.max(refillMs, view.waitMs);
    await inTime(runContext, false, runContext.ending.stop, (signal) => runContext.transport.pause(as, ms, signal));
    await ask();
  }
};

/** The context that one case works with. */
export const createStepContext = (
  runContext: RunContext,
  caseNumber: number,
  purpose: string,
  allowance: number,
): StepContext => {
  const { world, marker, transport } = runContext;
  const handles = new Map<string, number>();
  const labelled = new Map<string, string>();
  let used = 0;
  const believed = (handle: string, field: "name" | "email"): string | undefined =>
    world.beliefs.get(handles.get(handle) ?? 0)?.fields[field].candidates.at(-1)?.value;
  const email = (input: EmailInput): Json | undefined => {
    if ("fresh" in input) {
      const known = input.label === undefined ? undefined : labelled.get(input.label);
      const made = known ?? marker.email(caseNumber, input.fresh, input.domain);
      if (input.label !== undefined) labelled.set(input.label, made);
      return made;
    }
    if ("text" in input) return input.text;
    if ("of" in input) return believed(input.of, "email");
    if ("publicUser" in input) return runContext.publicEmails.at(-1);
    if ("former" in input) {
      const belief = world.beliefs.get(handles.get(input.former) ?? 0);
      return belief?.fields.email.candidates[0]?.value;
    }
    const other = believed(input.swapped, "email");
    return other === undefined ? undefined : swapCase(other);
  };
  const query = (input: QueryInput): string | undefined => {
    if (typeof input === "string") return input;
    if ("marker" in input) {
      const mark = input.marker === "case" ? marker.forCase(caseNumber) : marker.run;
      const text = input.at === undefined ? mark : `${mark}@${input.at}`;
      return input.upper === true ? text.toUpperCase() : text;
    }
    const text = input.field === "id" ? handles.get(input.of)?.toString() : believed(input.of, input.field);
    return text === undefined || input.part === undefined ? text : partOf[input.part](text);
  };
  const sender = (pace: "now" | undefined) => async (request: RequestSpec) => {
    // Retries and look-ups may overdraw a case a little; the run's own ceiling holds whatever happens.
    if (used >= allowance) throw new BudgetSpent();
    used++;
    return sendFor(runContext, pace === undefined ? request : { ...request, pace }, purpose);
  };
  const withEtag = (request: RequestSpec): RequestSpec => {
    // Whoever has none of its own offers the owner's: it must not tell that there is something to have a copy of.
    const etag = runContext.etags.get(`${request.as} ${request.path}`) ?? runContext.etags.get(`A ${request.path}`);
    return etag === undefined ? request : { ...request, headers: { "if-none-match": etag } };
  };
  const sending = (send: StepContext["send"]): Pick<StepContext, "send" | "api"> => ({
    send,
    api: (as, { pace, ifNoneMatch = false } = {}) =>
      createApi(ifNoneMatch ? (request) => send(withEtag(request)) : send, pace === undefined ? { as } : { as, pace }),
  });
  const common = {
    world,
    caseNumber,
    left: () => Math.min(allowance - used, runContext.budget.left()),
    limitOf: (as: TokenAlias) => runContext.limits.get(as),
    idOf: (handle: string) => handles.get(handle),
    bind: (handle: string, id: number) => {
      handles.set(handle, id);
    },
    pagesOf: (query: UserFilters) => runContext.pages.get(requestOf.GET("/users", { params: { query } }).path),
    publicId: () => runContext.publicIds[0],
    believed,
    email,
    query,
    has: (as: TokenAlias) => as !== "B" || runContext.callers.includes("B"),
    nowUs: () => transport.clock.nowUs(),
    room: (as: TokenAlias, requests: number) =>
      makeRoom(runContext, as, requests, () =>
        apiFor(runContext, as, purpose).GET("/users", { params: { query: { per_page: 1 } } }),
      ),
  };
  const runWith = async (step: Step, own: StepContext): Promise<void> => {
    if ("as" in step && !common.has(step.as)) return;
    await runStep(step, own);
  };
  const atOnce: StepContext = {
    ...common,
    ...sending(sender("now")),
    run: (step: Step) => runWith(step, atOnce),
    get atOnce() {
      return atOnce;
    },
  };
  const context: StepContext = {
    ...common,
    ...sending(sender(undefined)),
    run: (step: Step) => runWith(step, context),
    atOnce,
  };
  return context;
};
