import { createApi, type SendOptions } from "../client/api.ts";
import { type RateHeaders, readRateHeaders } from "../client/pacing/rate-headers.ts";
import type { Transport } from "../client/transport.ts";
import type { NewUser } from "../contract/document.ts";
import type { Ending } from "../contract/ending.ts";
import { statusOf } from "../contract/exchange.ts";
import { usersIn } from "../contract/seen-users.ts";
import { mend, preflightFailureIn } from "../contract/token-watch.ts";
import type { Conditions } from "./scenario.ts";

export interface PrepareOptions {
  readonly transport: Transport;
  readonly email: () => string;
  readonly conditions: Pick<Conditions, "windowS">;
  readonly ending?: Pick<Ending, "stop" | "cut">;
}

/** What one of our windows may hold: of a limit on a longer window only the share of it, since we plan by ours. */
const limitIn = ({ limit, windowS }: RateHeaders, plannedS: number): number | undefined =>
  limit === undefined || windowS === undefined || windowS <= plannedS
    ? limit
    : Math.max(1, Math.floor((limit * plannedS) / windowS));

/** The user that every read is of; its answer also carries the limit. */
export const prepare = async ({
  transport,
  email,
  conditions,
  ending,
}: PrepareOptions): Promise<
  { readonly userId: number; readonly limit: number | undefined } | { readonly unable: string }
> => {
  const common: SendOptions = { as: "A", purpose: "load/prepare" };
  // Once it has left its answer is waited for a little: it makes a user.
  const times = ending === undefined ? {} : { waitSignal: ending.stop, signal: ending.cut };
  const api = createApi(transport.send, { ...common, ...times });
  for (let attempt = 1; ; attempt++) {
    const body: NewUser = { name: "Load Fixture", gender: "male", email: email(), status: "active" };
    const exchange = await api.POST("/users", { body, attempt });
    const { outcome } = exchange;
    if (outcome.kind === "answer" && outcome.status === 201) {
      const id = usersIn(outcome.body)[0]?.id;
      if (id !== undefined) return { userId: id, limit: limitIn(readRateHeaders(outcome), conditions.windowS) };
    }
    if (attempt >= 4 || (outcome.kind === "answer" && outcome.status !== 429 && outcome.status < 500)) {
      const { baseUrl } = transport;
      const failure = preflightFailureIn(exchange, "A", baseUrl)?.reason;
      const way = statusOf(exchange) === 404 || statusOf(exchange) < 400 ? `; ${mend(baseUrl)}` : "";
      return {
        unable: failure ?? `${baseUrl} can't make the user that load needs: it answered ${statusOf(exchange)}${way}`,
      };
    }
  }
};
