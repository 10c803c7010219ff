import type { NewUser } from "../../contract/document.ts";
import type { Exchange, TokenAlias } from "../../contract/exchange.ts";
import { bodyOf, idOfNone, illFormed } from "../resolve.ts";
import type { Command, StepContext, StepOf } from "../step.ts";
import { rawRequest } from "./raw.ts";

const waveSize = 12;
/** Reads that leave together with the writes that must be refused. */
const pressing = 3;
/** Requests beside the spending itself: the writes that must be refused, the reads afterwards, the observer. */
const extras = 20;

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

const oneRow = { params: { query: { per_page: 1 } } };

/**
 * Uses up a token's whole budget on purpose: the call after the last is refused, writes refused that way do nothing,
 * and a caller who then waits as long as the answer says, at least a second, is served again. @see guide G8
 */
export const exhaust: Command<"exhaust"> = {
  id: "exhaust",
  // One full budget, what refills meanwhile, and for a fixed window the rest of the one before.
  cost: (_params, left) => (left === undefined ? 0 : Math.ceil(left * 1.25) + extras + waveSize),
  run: async ({ as, handle, observer, between = [] }, context) => {
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
    const readOrRaw = () => (turn++ % 3 === 0 ? undefined : sendRaw()) ?? read();
    const refusal = await spendAll(context, readOrRaw, most, other && (() => other.GET("/users", oneRow)));
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
      () => api.PUT("/users/{id}", { params, body: { status: "inactive" } }),
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
    // Paced: it leaves when the answers allow it, and is sent again where it is refused all the same.
    const paced = context.api(as);
    await paced.GET("/users/{id}", { params });
    if (limited) await paced.POST("/users", { body });
  },
};

const newcomer = { name: "Made while limited", gender: "female", status: "active" } as const;
