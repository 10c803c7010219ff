import { requestOf } from "../client/api.ts";
import type { NewUser } from "../contract/document.ts";
import type { Exchange, TokenAlias } from "../contract/exchange.ts";
import { illFormed } from "./resolve.ts";
import type { StepContext } from "./step.ts";

/**
 * Calls about a record of one's own that change nothing and cost one each: reads by HEAD, unchanged ones, and empty updates.
 * Between them a caller without a token is refused, which costs no budget anything.
 */
export const ownCalls = (
  as: TokenAlias,
  id: number,
  context: StepContext,
  each: number,
): readonly (() => Promise<Exchange>)[] => {
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
  // The last one shows what the one before it cost, where Remaining lags a call.
  return [plain, ...rounds.flat(), plain];
};
