import { isObject } from "../contract/is-object.ts";
import { matchRoute, pathOf } from "../contract/route.ts";
import { safeText } from "../contract/safe-text.ts";
import { isCredentialName } from "../contract/secrets.ts";
import type { Fields } from "./fields.ts";
import { isPlaceholder, isRedactedUrl } from "./headers.ts";

const belowUser = new RegExp(`^${pathOf("getUser", "[^/]+")}/.`);

export const hostOf = (url: URL): string => url.host.replace(/^www\./, "");

/** Why an address is none of the API's; undefined: it is one. */
export const pathOutOfScope = ({ pathname }: URL, basePath: string): string | undefined => {
  if (pathname.startsWith(`${basePath}/`)) return undefined;
  const version = /\/public(?:\/(v\d+)|-api)\//.exec(pathname);
  if (version !== null && !basePath.endsWith(`/${version[1]}`))
    return `another version of the API (${version[1] ?? "v0"})`;
  return `not under ${basePath}: ${safeText(pathname, 80)}`;
};

/** Why a request below the base path is none of the spec; undefined: it is one. */
export const requestOutOfScope = (url: URL, method: string, basePath: string): string | undefined => {
  const below = url.pathname.slice(basePath.length);
  if (matchRoute(method, below) !== undefined) return isRedactedUrl(url) ? "its address was redacted" : undefined;
  if (belowUser.test(below) || /^\/(posts|comments|todos)(\/|$)/.test(below)) {
    return `another resource: ${safeText(below, 80)}`;
  }
  return `no such operation in the spec: ${safeText(`${method} ${below}`, 80)}`;
};

/** The value of a header as an entry has it; empty where there is none. */
export const headerIn = (message: Fields, wanted: string): string => {
  const headers: readonly unknown[] = Array.isArray(message.headers) ? message.headers : [];
  for (const header of headers) {
    if (!isObject(header)) continue;
    if (String(header.name).toLowerCase() === wanted && typeof header.value === "string") return header.value;
  }
  return "";
};

/** Where a redirect leads, when it leads to no other place of the API: to a login, another host, https. */
const leadsAway = (response: Fields, url: URL, basePath: string): boolean => {
  if (![301, 302, 303, 307, 308].includes(Number(response.status))) return false;
  const location =
    headerIn(response, "location") || (typeof response.redirectURL === "string" ? response.redirectURL : "");
  // Without a word where to, it is the service's answer, unless the recorder kept no headers.
  if (location === "") return !Array.isArray(response.headers) || response.headers.length === 0;
  if (!URL.canParse(location, url.href)) return false;
  const to = new URL(location, url);
  const samePath = to.pathname.replace(/\/$/, "") === url.pathname.replace(/\/$/, "");
  return hostOf(to) !== hostOf(url) || !to.pathname.startsWith(`${basePath}/`) || samePath;
};

const formats = ["xml", "html"];

/** A caller who names a format of its own and gets it: JSON is what the contract is about (facts 6.8). */
const isAnotherFormat = (request: Fields, response: Fields): boolean => {
  const type = headerIn(response, "content-type").toLowerCase();
  const accepts = headerIn(request, "accept").toLowerCase();
  return formats.some((format) => type.includes(format) && accepts.includes(format));
};

const caches = ["Cache", "DiskCache", "MemoryCache", "Disk", "ServiceWorker", "PrefetchCache"];
const cacheFlags = caches.flatMap((cache) => [`from${cache}`, `_from${cache}`]);
const isSet = (flag: unknown): boolean => flag !== undefined && flag !== null && flag !== false && flag !== "";

/** Firefox tells of its cache only where it took the answer from it; who always tells of it has both sides. */
const isFirefoxCache = ({ cache }: Fields): boolean =>
  isObject(cache) && "afterRequest" in cache && !("beforeRequest" in cache);

/** Browsers and drivers name their caches, Safari where it fetched from; a service worker may have a cache of its own. */
const isFromCache = (entry: Fields, response: Fields): boolean =>
  cacheFlags.some((flag) => isSet(entry[flag]) || isSet(response[flag])) ||
  (typeof entry._fetchType === "string" && !/network/i.test(entry._fetchType)) ||
  (typeof response.statusText === "string" &&
    /from (?:disk|memory) ?cache|service ?worker/i.test(response.statusText)) ||
  response._fetchedViaServiceWorker === true ||
  isFirefoxCache(entry);

/** Why an answer is not the service's word on the users resource; undefined: it is. */
export const answerOutOfScope = (
  entry: Fields,
  request: Fields,
  response: Fields,
  { url, basePath }: { readonly url: URL; readonly basePath: string },
): string | undefined => {
  if (isFromCache(entry, response)) return "served from the browser's cache";
  // Playwright says so where the test itself answered.
  if (entry._wasFulfilled === true) return "answered by the test that was recorded";
  const status = Number(response.status);
  if (((status >= 200 && status < 300) || status === 422) && isPlaceholder(url)) return "its address was redacted";
  if (response.statusText === "Internal Redirect") return "a redirect of the browser's own";
  if (leadsAway(response, url, basePath)) return "a redirect away from the API";
  return isAnotherFormat(request, response) ? "another format than JSON was requested" : undefined;
};

/** An address with the query that some recorders keep beside it alone. */
export const withQueryOf = (url: URL, { queryString }: Fields): URL => {
  if (url.search !== "" || !Array.isArray(queryString) || queryString.length === 0) return url;
  const whole = new URL(url);
  for (const pair of queryString)
    if (isObject(pair) && typeof pair.name === "string" && typeof pair.value === "string")
      whole.searchParams.append(pair.name, isCredentialName(pair.name) ? "redacted" : pair.value);
  return whole;
};

interface Listed {
  readonly url: URL;
  readonly method: string;
  readonly response: Fields;
}

/** Whether an answer is a page that a request without one does not get. @see facts 5.1; in 2021 a page had 20 */
const isOtherPage = ({ url, method, response }: Listed): boolean => {
  if (method !== "GET" || url.search !== "") return false;
  const page = headerIn(response, "x-pagination-page");
  const limit = headerIn(response, "x-pagination-limit");
  return (/^\d+$/.test(page) && page !== "1") || (/^\d+$/.test(limit) && limit !== "10" && limit !== "20");
};

/** Whether a recorder left the queries out of a file: no address has one, and pages are shown that take one. */
export const lacksQueries = (called: readonly Listed[]): boolean =>
  called.every(({ url }) => url.search === "") && called.some(isOtherPage);
