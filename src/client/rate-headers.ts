import type { Answer } from "../contract/exchange.ts";

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

/** Parameter of the first item of a structured field: `"default";r=5;t=30`, or of the older form `limit=9, remaining=5`. */
const parameter = (field: string | undefined, ...names: readonly string[]): string | undefined => {
  for (const name of names) {
    const match = new RegExp(`(?:^|[;,])\\s*${name}\\s*=\\s*"?([0-9.]+)`, "i").exec(field?.slice(0, 500) ?? "");
    if (match !== null) return match[1];
  }
  return undefined;
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
 * Reads X-RateLimit-* (guide G8), the IETF fields RateLimit and RateLimit-Policy in their old and new forms, and
 * Retry-After (RFC 9110). Never throws.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export const readRateHeaders = (answer: Pick<Answer, "headers">): RateHeaders => {
  const found: { [name: string]: string } = {};
  // The first of repeated fields, as most clients read them.
  for (const [name, value] of answer.headers) if (names.has(name)) found[name] ??= value;
  const field = found.ratelimit;
  const policy = found["ratelimit-policy"];
  const limit =
    whole(found["x-ratelimit-limit"]) ??
    whole(parameter(policy, "q")) ??
    whole(parameter(field, "limit")) ??
    whole(found["ratelimit-limit"]?.split(/[,;]/, 1)[0]) ??
    whole(policy?.split(";", 1)[0]);
  const remaining =
    whole(found["x-ratelimit-remaining"]) ??
    whole(parameter(field, "r", "remaining")) ??
    whole(found["ratelimit-remaining"]);
  const resetS =
    seconds(found["x-ratelimit-reset"]) ?? seconds(parameter(field, "t", "reset")) ?? seconds(found["ratelimit-reset"]);
  const windowS = seconds(parameter(policy ?? found["ratelimit-limit"], "w"));
  return {
    limit: limit === 0 ? undefined : limit,
    remaining: remaining === undefined || limit === undefined ? remaining : Math.min(remaining, limit),
    resetS,
    windowS: windowS === 0 ? undefined : windowS,
    retryAfterS: retryAfter(found["retry-after"], found.date),
  };
};
