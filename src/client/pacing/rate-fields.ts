/** What RateLimit and RateLimit-Policy say of one budget, as text; undefined where they say nothing. */
export interface RateItem {
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
export const bindingItem = (
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
