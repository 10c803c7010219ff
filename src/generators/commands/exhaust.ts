import { requestOf } from "../../client/api.ts";
import type { NewUser } from "../../contract/document.ts";
import { answerOf, type Exchange, headerOf, type TokenAlias } from "../../contract/exchange.ts";
import { bodyOf, type Command, idOfNone, illFormed, type StepContext, type StepOf } from "../step.ts";
import { rawRequest } from "./raw.ts";

/**
 * Calls about a record of one's own that change nothing and cost one each: reads by HEAD, unchanged ones, and empty updates.
 * Between them a caller without a token is refused, which costs no budget anything.
 */
const ownCalls = (as: TokenAlias, id: number, context: StepContext, each: number) => {
  const params = { path: { id } };
  const api = context.api(as, { pace: "now" });
  const unchanged = context.api(as, { pace: "now", ifNoneMatch: true });
  const { path } = requestOf.GET("/users/{id}", { params });
  const round = [
    () => context.send({ method: "HEAD", path, as, pace: "now" }),
    () => unchanged.GET("/users/{id}", { params }),
    () => api.PUT("/users/{id}", { params, body: {} }),
  ];
  const keyless = context.api("anonymous", { pace: "now" });
  // Before another kind each time, which would seem to be dear else.
  const rounds = Array.from({ length: each }, (_, at) =>
    round.toSpliced(at % round.length, 0, () => keyless.POST("/users", { body: illFormed<NewUser>({}) })),
  );
  const plain = () => api.GET("/users/{id}", { params });
  const invalid = () => api.POST("/users", { body: illFormed<NewUser>({}) });
  return {
    // The last one shows what the one before it cost, where Remaining lags a call.
    inTurn: [plain, ...rounds.flat(), plain],
    /** Calls of one kind that leave together: what comes back from one call to the next hides no price of theirs. */
    together: [...round, invalid].map((call) => Array.from({ length: eachAtOnce }, () => call)),
  };
};

const waveSize = 12;
/** A limit this small is priced whole: all of it may be back by then, for how long its window is may still be unknown. */
export const wholeLimit = 48;
/** So long a pause fills a window of few seconds, in which all is spent at once then. */
const refillMs = 3000;
/** Of each kind of call that costs one and is no plain read. */
const eachPriced = 5;
/** Fewer where calls of each kind leave together as well, so many of each. */
const fewPriced = 3;
const eachAtOnce = 8;
/** Reads that leave together with the writes that must be refused. */
const pressing = 3;
/** Requests beside the spending itself: the writes that must be refused, early and late reads afterwards, the observer. */
const extras = 30;
/** A Reset longer than two minutes is not waited for. */
const longestResetS = 125;
/** Seconds after the refusal at which a bucket has calls back and a window has not. */
const earlyS = 1;
const earlyAsks = 2;
/** The budget is watched coming back in two parts of what Reset says, each no longer than so many seconds. */
const longestPartS = 15;
const parts = 2;
/** What is sent when Reset is over is sent again: another program on the token may have been quicker. */
const lateAsks = 3;

const isRefused = (exchange: Exchange) => exchange.outcome.kind === "answer" && exchange.outcome.status === 429;

type Call = () => Promise<Exchange>;

/** Spends in parallel waves until a request is refused or no limiter family could still admit; the last refusal, if any. */
const spendAll = async (
  context: StepContext,
  read: Call,
  most: number,
  observe: Call | undefined,
): Promise<Exchange | undefined> => {
  let sent = 0;
  let wave = 0;
  while (sent < most) {
    const size = Math.min(waveSize, most - sent);
    const answers = await Promise.all(Array.from({ length: size }, read));
    sent += size;
    const refusal = answers.findLast(isRefused);
    if (refusal !== undefined) return refusal;
    if (observe !== undefined && wave++ % 4 === 0 && context.left() > extras) await observe();
  }
  return undefined;
};

/** Sends one raw read after the other, each once; undefined: there are no more. */
const rawSender = (as: TokenAlias, context: StepContext, inputs: readonly StepOf<"raw">[]) => {
  let next = 0;
  return (): Promise<Exchange> | undefined => {
    const input = inputs[next++];
    const request = input === undefined ? undefined : rawRequest(input, context);
    return request === undefined ? undefined : context.send({ ...request, as, pace: "now" });
  };
};

/**
 * Reads before the Reset of a refusal is over, as it goes by and right after it, for as long as it is worth waiting for: that
 * asking early changes nothing, and that what is missing comes back as Reset says.
 */
const askMeanwhile = async (as: TokenAlias, context: StepContext, refusal: Exchange, read: Call): Promise<void> => {
  const resetS = Number(headerOf(answerOf(refusal), "x-ratelimit-reset") ?? Number.NaN);
  if (!(resetS >= 0 && resetS <= longestResetS)) return;
  const fromUs = context.nowUs();
  let served = false;
  const askAfter = async (seconds: number, times: number) => {
    await context.wait(as, 1000 * seconds);
    for (let i = 0; i < times; i++) served = !isRefused(await read()) || served;
  };
  // Two at a time: what Remaining shows after a pause is a call old.
  for (let i = 0; i < earlyAsks; i++) await askAfter(earlyS, 2);
  for (let i = 0; i < parts; i++) await askAfter(Math.min(longestPartS, resetS / parts), 2);
  const leftS = Math.max(1, resetS) + earlyS - (context.nowUs() - fromUs) / 1e6;
  for (let i = 0; i < lateAsks && !served; i++) await askAfter(i === 0 ? Math.max(0, leftS) : earlyS, 1);
};

const oneRow = { params: { query: { per_page: 1 } } };

/**
 * Uses up a token's whole budget on purpose: the call after the last is refused, writes refused that way do nothing,
 * and a caller who then waits as long as the answer says, at least a second, is served again. @see guide G8
 */
export const exhaust: Command<"exhaust"> = {
  // One full budget, what refills meanwhile, and for a fixed window the rest of the one before.
  cost: ({ only }, left) =>
    left === undefined ? 0 : only === "prices" ? 2 + 4 * eachPriced : Math.ceil(left * 1.25) + extras + waveSize,
  run: async ({ as, handle, observer, between = [], only }, context) => {
    const id = context.idOf(handle);
    const limit = context.limitOf(as);
    if (id === undefined || limit === undefined) return;
    const api = context.api(as, { pace: "now" });
    const params = { path: { id } };
    const read = () => api.GET("/users/{id}", { params });
    const other = observer !== undefined && context.has(observer) ? context.api(observer, { pace: "now" }) : undefined;
    // No family admits more than two budgets and a refill in a burst: beyond that nothing is left to learn.
    const most = Math.min(context.left() - extras, limit * 2 + waveSize);
    // Not each call alike: what is spent may as well find out how odd input is answered.
    const sendRaw = rawSender(as, context, between);
    let turn = 0;
    const readOrRaw = () => (turn++ % 12 === 0 ? undefined : sendRaw()) ?? read();
    const observe = other && (() => other.GET("/users", oneRow));
    // One after the other, so that each shows its price; where little is left, the end of it matters more.
    if (only === "prices") {
      for (const call of ownCalls(as, id, context, eachPriced).inTurn) await call();
      return;
    }
    const few = ownCalls(as, id, context, fewPriced);
    const together = few.together.flat().length;
    // What is spent at once is no more to be spent afterwards.
    const atOnce = limit <= wholeLimit && limit >= together && most >= few.inTurn.length + limit + waveSize / 2;
    const many = atOnce ? few : ownCalls(as, id, context, eachPriced);
    const priced = [many, few].find(({ inTurn }) => most >= inTurn.length + waveSize)?.inTurn ?? [];
    if (priced.length > 0 && limit <= wholeLimit) await context.wait(as, refillMs);
    for (const call of priced) if (isRefused(await call())) break;
    if (atOnce) {
      await context.wait(as, refillMs);
      for (const calls of few.together) await Promise.all(calls.map((call) => call()));
    }
    const refusal = await spendAll(context, readOrRaw, most - priced.length - (atOnce ? together : 0), observe);
    if (refusal === undefined) return;
    const body = bodyOf<NewUser>({ ...newcomer, email: { fresh: "limited" } }, context);
    if (body === undefined) return;
    // In the midst of others, so that a budget that fills up quickly has no room for them either.
    const pressed = async (...calls: readonly Call[]) => {
      const all = [...Array.from({ length: pressing }, () => read), ...calls].map((call) => call());
      return (await Promise.all(all)).slice(pressing);
    };
    const [answer] = await pressed(
      () => api.POST("/users", { body }),
      () => api.PATCH("/users/{id}", { params, body: { name: "Changed while limited" } }),
      () => api.PUT("/users/{id}", { params, body: { name: "Put while limited" } }),
      // Were they let through they would do nothing: twice each verb, since one call may have come back.
      () => api.POST("/users", { body: illFormed<NewUser>({}) }),
      () => api.PATCH("/users/{id}", { params, body: {} }),
      () => api.GET("/users", oneRow),
    );
    const limited = answer !== undefined && isRefused(answer);
    // While limited it must do nothing; had the create got through, so might this, and the record would be gone rightly.
    if (limited)
      await pressed(
        () => api.DELETE("/users/{id}", { params }),
        () => api.DELETE("/users/{id}", { params: { path: { id: idOfNone } } }),
      );
    await askMeanwhile(as, context, refusal, read);
    // Paced: it leaves when the answers allow it, and is sent again where it is refused all the same.
    const paced = context.api(as);
    await paced.GET("/users/{id}", { params });
    if (limited) await paced.POST("/users", { body });
  },
};

const newcomer = { name: "Made while limited", gender: "female", status: "active" } as const;
