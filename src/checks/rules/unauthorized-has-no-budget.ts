import { holds, violated } from "../../contract/verdict.ts";
import { hasQueryToken, named } from "../evidence.ts";
import { rule } from "../rule.ts";

export const unauthorizedHasNoBudget = rule({
  id: "unauthorized-has-no-budget",
  sentence: "without a valid token no answer carries rate-limit headers",
  clause: "identity",
  level: "observed",
  sources: ["facts 2.9", "facts 7.2"],
  judge: (view) => {
    const keyless = view.token === "anonymous" && !hasQueryToken(view);
    const refused = view.token === "invalid" && view.answer.status === 401;
    if ((!keyless && !refused) || view.exchange.gaps?.headers === true) return undefined;
    for (const name of view.answer.headers.keys()) {
      if (!name.startsWith("x-ratelimit-")) continue;
      return violated("no X-RateLimit headers", `${name} with ${view.answer.status} to ${named(view)}`, [view.seq]);
    }
    return holds;
  },
});
