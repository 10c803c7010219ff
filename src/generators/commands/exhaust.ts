import type { Exchange, TokenAlias } from "../../contract/exchange.ts";
import type { RequestSpec } from "../../contract/request-spec.ts";
import { bodyText, pathOf } from "../resolve.ts";
import type { Command, Hand } from "../step.ts";

const waveSize = 12;
/** Reads that leave together with the writes that must be refused. */
const pressing = 3;
/** Requests beside the spending itself: the writes that must be refused, the look afterwards, the observer. */
const extras = 20;

const isRefused = (exchange: Exchange) => exchange.outcome.kind === "answer" && exchange.outcome.status === 429;

/** Spends in parallel waves until somebody is refused or no limiter family could still admit; the last refusal, if any. */
const spendAll = async (
  hand: Hand,
  ask: RequestSpec,
  most: number,
  observer: TokenAlias | undefined,
): Promise<Exchange | undefined> => {
  let sent = 0;
  let wave = 0;
  while (sent < most) {
    const size = Math.min(waveSize, most - sent);
    const answers = await Promise.all(Array.from({ length: size }, () => hand.send(ask)));
    sent += size;
    const refusal = answers.findLast(isRefused);
    if (refusal !== undefined) return refusal;
    if (observer !== undefined && hand.has(observer) && wave++ % 4 === 0 && hand.left() > extras) {
      await hand.send({ ...ask, path: "/users?per_page=1", as: observer });
    }
  }
  return undefined;
};

/**
 * Uses up a token's whole budget on purpose: the call after the last is refused, writes refused that way do nothing,
 * and a caller who then waits as long as the answer says, at least a second, is served again. @see guide G8
 */
export const exhaust: Command<"exhaust"> = {
  id: "exhaust",
  // One full budget, what refills meanwhile, and for a fixed window the rest of the one before.
  cost: (_params, left) => (left === undefined ? 0 : Math.ceil(left * 1.25) + extras + waveSize),
  run: async ({ as, handle, observer }, hand) => {
    const path = pathOf({ handle }, hand);
    const limit = hand.limitOf(as);
    if (path === undefined || limit === undefined) return;
    // No family admits more than two budgets and a refill in a burst: beyond that nothing is left to learn.
    const most = Math.min(hand.left() - extras, limit * 2 + waveSize);
    const refusal = await spendAll(hand, { method: "GET", path, as, pace: "now" }, most, observer);
    if (refusal === undefined) return;
    const fresh = (local: string) => bodyText({ ...newcomer, email: { fresh: local } }, hand);
    const created = fresh("limited");
    if (created === undefined) return;
    // In the midst of others, so that a budget that fills up quickly has no room for them either.
    const pressed = async (...asks: readonly Omit<RequestSpec, "as" | "pace">[]) => {
      const reads = Array.from({ length: pressing }, () => ({ method: "GET", path }));
      const all = [...reads, ...asks].map((each) => hand.send({ ...each, as, pace: "now" }));
      return (await Promise.all(all)).slice(pressing);
    };
    const [answer] = await pressed(
      { method: "POST", path: "/users", body: created },
      { method: "PATCH", path, body: JSON.stringify({ name: "Changed while limited" }) },
      { method: "PUT", path, body: JSON.stringify({ status: "inactive" }) },
      { method: "GET", path: "/users?per_page=1" },
    );
    const limited = answer !== undefined && isRefused(answer);
    // While limited it must do nothing; had the create got through, so might this, and the record would be gone rightly.
    if (limited) await pressed({ method: "DELETE", path });
    // Paced: it leaves when the answers have said that it may, and is sent again where it is refused all the same.
    await hand.send({ method: "GET", path, as });
    if (limited) await hand.send({ method: "POST", path: "/users", as, body: created });
  },
};

const newcomer = { name: "Made while limited", gender: "female", status: "active" } as const;
