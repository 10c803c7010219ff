import type { TokenAlias } from "../../contract/exchange.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { hasToken, integerHeader } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

/** Two tokens may have different limits, and a file of records many owners: only one known token in one run is judged. */
export const limitIsConstant = statefulRule({
  id: "limit-is-constant",
  sentence: "X-RateLimit-Limit is the same in every answer to one token",
  clause: "rate limit",
  level: "must",
  sources: ["facts 7.1"],
  start: () => new Map<TokenAlias, { readonly limit: number; readonly seq: number }>(),
  judge: (view, limits) => {
    if (!hasToken(view) || view.exchange.gaps?.before === true) return undefined;
    const limit = integerHeader(view, "x-ratelimit-limit");
    if (limit === undefined) return undefined;
    const first = limits.get(view.token);
    if (first === undefined) {
      limits.set(view.token, { limit, seq: view.seq });
      return undefined;
    }
    return first.limit === limit
      ? holds
      : violated(`X-RateLimit-Limit: ${first.limit}, as before`, `X-RateLimit-Limit: ${limit}`, [first.seq, view.seq]);
  },
});
