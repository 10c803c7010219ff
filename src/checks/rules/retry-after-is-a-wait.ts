import { holds, inconclusive, violated } from "../../contract/verdict.ts";
import { minuteS, resetSlackS } from "../budget/budget-trail.ts";
import { integerHeader, provesToken, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

/** Seconds to wait; undefined: no number of seconds and no date; "no date": nothing to read the date against. */
const waitOf = (text: string, date: string | undefined): number | "no date" | undefined => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  // A date has letters in it: what else Date.parse takes for one is none.
  const atMs = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return undefined;
  const nowMs = Date.parse(date ?? "");
  return Number.isNaN(nowMs) ? "no date" : (atMs - nowMs) / 1000;
};

/** That the service sends it at all is not known (facts 7.7): what it says there, a client obeys. */
export const retryAfterIsAWait = rule({
  id: "retry-after-is-a-wait",
  sentence:
    "where a 429 has a Retry-After it is seconds or a date to come, and no longer than twice the minute or the Reset beside it",
  clause: "rate limit",
  level: "observed",
  sources: ["guide G8", "facts 7.1", "RFC 9110 10.2.3"],
  statuses: [429],
  judge: (view) => {
    const text = view.answer.headers.get("retry-after")?.trim();
    if (text === undefined || !provesToken(view) || view.exchange.gaps?.headers === true) return undefined;
    const received = `Retry-After: ${quote(text)}`;
    const waitS = waitOf(text, view.answer.headers.get("date"));
    if (waitS === undefined) return violated("Retry-After: seconds, or a date", received, [view.seq]);
    if (waitS === "no date") return inconclusive("Retry-After is a date, and no Date says what time it was there");
    const resetS = integerHeader(view, "x-ratelimit-reset") ?? 0;
    const longestS = 2 * Math.max(minuteS, resetS) + resetSlackS;
    if (waitS > longestS) return violated(`${longestS} s to wait at the most`, `${received}, ${waitS} s`, [view.seq]);
    return waitS < -resetSlackS ? violated("a time to come", `${received}, ${-waitS} s ago`, [view.seq]) : holds;
  },
});
