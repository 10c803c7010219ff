import { type Answer, withoutRepetition } from "../../contract/exchange.ts";
import { bindingItem, type RateItem } from "./rate-fields.ts";

/** What the headers of one answer say of the budget. Absent or unreadable fields are undefined. */
export interface RateHeaders {
  readonly limit: number | undefined;
  /** Between 0 and `limit`. */
  readonly remaining: number | undefined;
  /** Seconds; what it counts down to differs by server. */
  readonly resetS: number | undefined;
  readonly windowS: number | undefined;
  /** Seconds to wait, from Retry-After; a day where it says more. It wins over everything else. */
  readonly retryAfterS: number | undefined;
}

/** A Reset of more is no time to wait but a date or nonsense. A Retry-After of more is a wait still, of this length. */
const longestResetS = 24 * 3600;

const whole = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim();
  return trimmed !== undefined && /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
};
const seconds = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim();
  if (trimmed === undefined || !/^\d{1,9}(\.\d{1,6})?$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value <= longestResetS ? value : undefined;
};

/**
 * Seconds, or a date. A date is read against the same server's own Date header, so that no clock of ours matters;
 * without that header it says nothing.
 */
const retryAfter = (value: string | undefined, date: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const plain = /^\s*(\d+(?:\.\d+)?)\s*$/.exec(value)?.[1];
  const waitS = plain !== undefined ? Number(plain) : (Date.parse(value) - Date.parse(date ?? "")) / 1000;
  return Number.isNaN(waitS) ? undefined : Math.min(longestResetS, Math.max(0, waitS));
};

const names = new Set([
  "x-ratelimit-limit",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "ratelimit",
  "ratelimit-policy",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "retry-after",
  "date",
]);

/**
 * Reads X-RateLimit-* (guide G8), the IETF fields RateLimit and RateLimit-Policy in their old and new forms (of several
 * budgets the one that binds), and Retry-After (RFC 9110). Never throws.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export const readRateHeaders = (answer: Pick<Answer, "headers">): RateHeaders => {
  const found: { [name: string]: string } = {};
  // The first of repeated fields, as most clients read them.
  for (const [name, value] of answer.headers) if (names.has(name)) found[name] ??= withoutRepetition(value);
  const oldLimits = found["ratelimit-limit"];
  // The oldest draft writes its policies behind the limit: `100, 100;w=10`.
  const policies = found["ratelimit-policy"] ?? oldLimits?.split(",").slice(1).join(",");
  const own = found["x-ratelimit-limit"] ?? oldLimits?.split(/[,;]/, 1)[0];
  const item: Partial<RateItem> =
    found.ratelimit === undefined && policies === undefined ? {} : bindingItem(found.ratelimit, policies, own?.trim());
  const limit = whole(found["x-ratelimit-limit"]) ?? whole(item.limit) ?? whole(own);
  const remaining =
    whole(found["x-ratelimit-remaining"]) ?? whole(item.remaining) ?? whole(found["ratelimit-remaining"]);
  const resetS = seconds(found["x-ratelimit-reset"]) ?? seconds(item.reset) ?? seconds(found["ratelimit-reset"]);
  const windowS = seconds(item.window);
  return {
    limit: limit === 0 ? undefined : limit,
    remaining: remaining === undefined || limit === undefined ? remaining : Math.min(remaining, limit),
    resetS,
    windowS: windowS === 0 ? undefined : windowS,
    retryAfterS: retryAfter(found["retry-after"], found.date),
  };
};
