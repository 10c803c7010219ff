import { holds, violated } from "../../contract/verdict.ts";
import { rule } from "../rule.ts";

const whole = (text: string | undefined): number | undefined =>
  text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;

export const remainingWithinLimit = rule({
  id: "remaining-within-limit",
  sentence: "X-RateLimit-Remaining is at least 0 and at most X-RateLimit-Limit",
  clause: "rate limit",
  level: "must",
  sources: ["facts 7.5"],
  judge: (view) => {
    const limit = whole(view.answer.headers.get("x-ratelimit-limit"));
    const remaining = whole(view.answer.headers.get("x-ratelimit-remaining"));
    if (remaining === undefined) return undefined;
    if (remaining >= 0 && (limit === undefined || remaining <= limit)) return holds;
    return violated(`0 to ${limit ?? "the limit"}`, `X-RateLimit-Remaining: ${remaining}`, [view.seq]);
  },
});
