/** Where a request of a caller leads. */
export interface Address {
  /** Below the base URL, or with `fromRoot` from the root of its host; query included. */
  readonly path: string;
  readonly fromRoot: boolean;
}

/** The part of a path that counts for its beginning: before the query, and in front of a further segment. */
const startsWithPath = (asked: string, path: string): boolean =>
  asked.startsWith(path) && (asked.length === path.length || "/?".includes(asked.charAt(path.length)));

/**
 * Finds out which path of the target is meant. The target's own path (`/public/v2/users`) and what follows its base URL
 * (`/users`) are both understood; whatever begins like the former (`/public/v1/users`) is a path of the host.
 * @param asked path and query as they were sent
 * @param basePath path of the base URL, without a trailing slash
 * @param whole the caller named the host: it can only mean the target's own path
 */
export const addressOf = (asked: string, basePath: string, whole: boolean): Address => {
  if (startsWithPath(asked, basePath)) return { path: asked.slice(basePath.length), fromRoot: false };
  const first = /^\/[^/]+/.exec(basePath)?.[0];
  return { path: asked, fromRoot: whole || (first !== undefined && startsWithPath(asked, first)) };
};

const leading = /^(location|link|x-links-[\w-]+)$/;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Makes headers that lead to the target lead to where the caller asked.
 * @param from origin of the target
 * @param to origin the caller spoke to
 * @returns undefined where the two are the same
 */
export const rewriteTo = (from: string, to: string): ((name: string, value: string) => string) | undefined => {
  if (from === to) return undefined;
  // Some services write http where they were asked by https.
  const pattern = new RegExp(`https?://${escaped(new URL(from).host)}(?=[/?#>"'\\s;,]|$)`, "gi");
  return (name, value) => (leading.test(name) ? value.replace(pattern, to) : value);
};
