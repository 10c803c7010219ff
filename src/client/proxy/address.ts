/** Where a request of a caller leads. */
export interface Address {
  /** Below the base URL, or with `fromRoot` from the root of its host; query included. */
  readonly path: string;
  readonly fromRoot: boolean;
}

/** The part of a path that counts for its beginning: before the query, and in front of a further segment. */
const startsWithPath = (requested: string, path: string): boolean =>
  requested.startsWith(path) && (requested.length === path.length || "/?".includes(requested.charAt(path.length)));

/**
 * Finds out which path of the target is meant. The target's own path (`/public/v2/users`) and what follows its base URL
 * (`/users`) are both understood; whatever begins like the former (`/public/v1/users`) is a path of the host.
 * @param requested path and query as they were sent
 * @param basePath path of the base URL, without a trailing slash
 * @param whole the caller named the host: it can only mean the target's own path
 */
export const addressOf = (requested: string, basePath: string, whole: boolean): Address => {
  if (startsWithPath(requested, basePath)) return { path: requested.slice(basePath.length), fromRoot: false };
  const first = /^\/[^/]+/.exec(basePath)?.[0];
  return { path: requested, fromRoot: whole || (first !== undefined && startsWithPath(requested, first)) };
};

const leading = /^(location|link|x-links-[\w-]+)$/;
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Makes headers that lead to the target lead to where the caller sent its request.
 * @param from origin of the target
 * @param to origin the caller spoke to
 * @returns undefined where the two are the same
 */
export const rewriteTo = (from: string, to: string): ((name: string, value: string) => string) | undefined => {
  if (from === to) return undefined;
  // Some services write http where the request came by https.
  const pattern = new RegExp(`https?://${escaped(new URL(from).host)}(?=[/?#>"'\\s;,]|$)`, "gi");
  return (name, value) => (leading.test(name) ? value.replace(pattern, to) : value);
};
