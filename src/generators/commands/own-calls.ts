import { requestOf } from "../../client/api.ts";
import type { Exchange, TokenAlias } from "../../contract/exchange.ts";
import type { StepContext } from "../step.ts";

/** Calls about a record of one's own that change nothing and cost one each: reads by HEAD, unchanged ones, and empty updates. */
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
  return [() => api.GET("/users/{id}", { params }), ...Array.from({ length: each }, () => round).flat()];
};
