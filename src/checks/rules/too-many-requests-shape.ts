import { rateLimitHeaders } from "../../contract/exchange.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { createUnlikeRefusals } from "../budget/unlike-refusals.ts";
import { provesToken, quote, wasKept } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

const text = "Too many requests";

/** @see facts 7.3: the body and Remaining 0 are recorded; Reset of a refused call is a number of seconds to wait */
export const tooManyRequestsShape = statefulRule({
  id: "too-many-requests-shape",
  sentence:
    "a call beyond the budget is answered 429, which says so in JSON, shows Remaining 0 and carries the three rate-limit headers",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.3"],
  statuses: [429],
  start: createUnlikeRefusals,
  budget: (step, unlike) => unlike.add(step),
  end: (unlike) => unlike.end(),
  judge: (view) => {
    if (!provesToken(view)) return undefined;
    const { answer, exchange } = view;
    const { body, headers } = answer;
    if (exchange.gaps?.body !== true && view.operation?.method !== "HEAD") {
      const message =
        body.kind === "json" && typeof body.value === "object" && body.value !== null && "message" in body.value
          ? body.value.message
          : undefined;
      if (message !== text) return violated(`{"message":"${text}"}`, quote(answer.raw.body), [view.seq]);
    }
    for (const name of rateLimitHeaders) {
      if (!wasKept(view, name)) continue;
      const value = headers.get(name);
      if (value === undefined) return violated(`429 with ${name}`, "no such header", [view.seq]);
      if (!/^\d+$/.test(value)) return violated(`${name}: a whole number`, `${name}: ${quote(value)}`, [view.seq]);
    }
    return !wasKept(view, "x-ratelimit-remaining") || Number(headers.get("x-ratelimit-remaining")) === 0
      ? holds
      : violated("X-RateLimit-Remaining: 0", `X-RateLimit-Remaining: ${quote(headers.get("x-ratelimit-remaining"))}`, [
          view.seq,
        ]);
  },
});
