import { type Answer, withoutRepetition } from "../../contract/exchange.ts";

/** What RateLimit and RateLimit-Policy say of one budget, as text; undefined where they say nothing. */
interface RateItem {
  readonly limit: string | undefined;
  readonly remaining: string | undefined;
  readonly reset: string | undefined;
  readonly window: string | undefined;
}

/** One member of a list: its value (a policy's name, or a number in older drafts) and its parameters. */
interface Member {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Longer is no field but an attack on whoever reads it. */
const longest = 2000;

/** Splits at a character that stands outside of quotes. */
const splitOutside = (text: string, at: string): string[] => {
  const parts: string[] = [];
  let quoted = false;
  let begin = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    else if (text[i] === at && !quoted) {
      parts.push(text.slice(begin, i));
      begin = i + 1;
    }
  }
  return [...parts, text.slice(begin)];
};

const unquoted = (text: string) => text.trim().replace(/^"(.*)"$/, "$1");

const membersOf = (field: string | undefined): Member[] =>
  field === undefined || field.length > longest
    ? []
    : splitOutside(field, ",").map((member) => {
        const [value = "", ...pairs] = splitOutside(member, ";");
        const parameters = new Map(
          pairs.map((pair) => {
            const [name = "", text = ""] = splitOutside(pair, "=");
            return [name.trim().toLowerCase(), unquoted(text)] as const;
          }),
        );
        return { value: unquoted(value), parameters };
      });

interface Policy {
  readonly name: string;
  readonly limit: string | undefined;
  readonly window: string | undefined;
}

/** `"burst";q=10;w=1`, or `10;w=1` of older drafts. */
const policyOf = ({ value, parameters }: Member): Policy => ({
  name: value,
  limit: parameters.get("q") ?? (/^\d+$/.test(value) ? value : undefined),
  window: parameters.get("w"),
});

/** `limit=9, remaining=5, reset=30`, the form of older drafts. */
const dictionary = (field: string): ReadonlyMap<string, string> =>
  new Map(
    splitOutside(field.slice(0, longest), ",").map((member) => {
      const [name = "", text = ""] = splitOutside(member.split(";", 1)[0] ?? "", "=");
      return [name.trim().toLowerCase(), unquoted(text)] as const;
    }),
  );

/** The policy a limit belongs to; the only one where there is one. */
const policyFor = (policies: readonly Policy[], limit: string | undefined): Policy | undefined =>
  policies.find((policy) => limit !== undefined && policy.limit === limit) ??
  (policies.length === 1 || limit === undefined ? policies[0] : undefined);

/** How much is left of an item, as a share; an unknown share binds last. */
const shareLeft = ({ limit, remaining }: RateItem): number => {
  const share = Number(remaining) / Number(limit);
  return Number.isFinite(share) ? share : Number.POSITIVE_INFINITY;
};

/**
 * The budget that binds: a server may have several (`"burst";r=9;t=1, "daily";r=20;t=3600`), and the one with the least
 * share left is the first to refuse.
 * @param field RateLimit
 * @param policyField RateLimit-Policy
 * @param knownLimit a limit from another header, such as X-RateLimit-Limit: its policy is meant
 */
const bindingItem = (
  field: string | undefined,
  policyField: string | undefined,
  knownLimit: string | undefined,
): RateItem => {
  const policies = membersOf(policyField).map(policyOf);
  const items = membersOf(field).filter(({ parameters }) => parameters.has("r"));
  if (items.length === 0) {
    const old = field === undefined ? undefined : dictionary(field);
    const limit = knownLimit ?? old?.get("limit");
    const policy = policyFor(policies, limit);
    return {
      limit: limit ?? policy?.limit,
      remaining: old?.get("remaining"),
      reset: old?.get("reset"),
      window: policy?.window,
    };
  }
  const joined = items.map(({ value, parameters }, at): RateItem => {
    const named = policies.find(({ name }) => name === value);
    const policy = named ?? (policies.length === items.length ? policies[at] : undefined);
    return {
      limit: policy?.limit,
      remaining: parameters.get("r"),
      reset: parameters.get("t"),
      window: policy?.window,
    };
  });
  const meant = joined.filter(({ limit }) => knownLimit !== undefined && limit === knownLimit);
  const [first, ...others] = meant.length > 0 ? meant : joined;
  const nothing: RateItem = { limit: undefined, remaining: undefined, reset: undefined, window: undefined };
  return others.reduce((binds, each) => (shareLeft(each) < shareLeft(binds) ? each : binds), first ?? nothing);
};

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
