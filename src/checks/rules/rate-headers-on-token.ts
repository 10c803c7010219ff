import { rateLimitHeaders } from "../../contract/exchange.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { named, provesToken, wasKept } from "../evidence.ts";
import { rule } from "../rule.ts";

/** Of a 304 nothing is known: no recording has one. */
export const rateHeadersOnToken = rule({
  id: "rate-headers-on-token",
  sentence: "every answer to a valid token carries X-RateLimit-Limit, -Remaining and -Reset",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.2"],
  statuses: [200, 201, 204, 404, 422, 429],
  judge: (view) => {
    if (!provesToken(view)) return undefined;
    const kept = rateLimitHeaders.filter((name) => wasKept(view, name));
    if (kept.length === 0) return undefined;
    const missing = kept.filter((name) => !view.answer.headers.has(name));
    return missing.length === 0
      ? holds
      : violated(
          `${rateLimitHeaders.join(", ")}`,
          `${view.answer.status} to ${named(view)} without ${missing.join(", ")}`,
          [view.seq],
        );
  },
});
