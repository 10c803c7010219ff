import { type OperationId, type OperationSpec, specOperations } from "./document.ts";
import { type Header, headerOf } from "./exchange.ts";
import { memoizeLast } from "./memoize-last.ts";

interface Route {
  readonly operation: OperationSpec;
  /** The path parameter, decoded where it can be, for the operations that have one. */
  readonly id: string | undefined;
}

/** Where the path of a URL stands in the API. */
interface Place {
  /** What lies before the API's own path, without a trailing slash. */
  readonly basePath: string;
  /** The API's own path as it was sent. */
  readonly path: string;
  /** The path as the spec writes it. */
  readonly template: string;
  readonly id: string | undefined;
}

/** Methods that change nothing. @see RFC 9110 9.2.1 */
export const safeMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

const parameter = /\{[^{}]+\}/g;
const operations = [...specOperations.values()];
const byRoute = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));

const patterns = [...new Set(operations.map(({ path }) => path))].map((template) => ({
  template,
  // Sought, not `^(.*?)` before it: V8 is quick to find a literal text, and the first place is the same.
  pattern: new RegExp(`${template.replaceAll(parameter, "([^/]+)")}/?$`),
}));

const decoded = (text: string | undefined): string | undefined => {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    // A malformed escape is part of what was sent; keep it as it is.
    return text;
  }
};

/** Finds the API's path in that of a URL, whatever its base is; undefined when the spec has no such path. */
export const placeOf = (pathname: string): Place | undefined => {
  let found: Place | undefined;
  for (const { template, pattern } of patterns) {
    const match = pattern.exec(pathname);
    // An id may have the form of a path's beginning.
    if (match === null || (found !== undefined && match.index >= found.basePath.length)) continue;
    const [path, id] = match;
    found = { basePath: pathname.slice(0, match.index), path, template, id: decoded(id) };
  }
  return found;
};

const routeAt = (method: string, place: Place | undefined): Route | undefined => {
  const operation = place && byRoute.get(`${method} ${place.template}`);
  return operation && { operation, id: place.id };
};

/** The operation a method and a path below the base URL name, or undefined when the spec has no such route. */
export const matchRoute = (method: string, path: string): Route | undefined => {
  const place = placeOf(path);
  return place?.basePath === "" ? routeAt(method, place) : undefined;
};

/** As {@link matchRoute}, of a request as it was sent and whatever its base URL was. */
export const routeOf = ({ method, url }: { readonly method: string; readonly url: string }): Route | undefined =>
  routeAt(method, placeOf(new URL(url).pathname));

/** The path of an operation with its parameter filled in as it is. */
export const pathOf = (operation: OperationId | OperationSpec, id: string | number = ""): string => {
  const spec = typeof operation === "string" ? specOperations.get(operation) : operation;
  return (spec?.path ?? "").replace(parameter, String(id));
};

/** Whether a URL is absolute as it is written: with one slash, or none, before its host, each client reads another one. */
export const isAbsolute = (url: string): boolean => /^https?:\/\/[^/?#\s]/i.test(url) && URL.canParse(url);

/** The id of the user that a Location leads to; undefined where it leads to none. */
export const idInLocation = (location: string | undefined, url: string): number | undefined => {
  if (location === undefined || !URL.canParse(location, url)) return undefined;
  const place = placeOf(new URL(location, url).pathname);
  const id = place?.template === specOperations.get("getUser")?.path ? place?.id : undefined;
  return id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
};

/** Other ways to name a request that the spec names plainly, as frameworks and gateways know them. */
export const roads = ["HEAD", "X-HTTP-Method-Override", "_method", ".json", ".xml", "//", "letter case"] as const;
export type Road = (typeof roads)[number];

/** A path that no resource has. */
export const unknownPath = "/no-such-resource";

/** What a request by another road stands for. */
export interface RoadTarget {
  readonly road: Road;
  readonly operation: OperationSpec;
  /** The id in the path, where it is one a user may have. */
  readonly id: number | undefined;
}

interface RoadRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
}

const ending = /\.(json|xml)$/i;
/** A base URL that was joined with itself, as `/public/v2//public/v2`: no such place of the API is known. */
const doubled = /^(\/.+)\1$/;

const plainPath = /\/[a-z]+(\/\d+)?\/?$/;

/** Nearly every request: nothing in it can be another road. */
const isPlain = ({ method, url, headers }: RoadRequest): boolean => {
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);
  if (method === "HEAD" || !plainPath.test(path) || path.includes("//", 8) || url.includes("_method")) return false;
  for (const [name] of headers) if (name === "x-http-method-override") return false;
  return true;
};

const targetOf = (request: RoadRequest): RoadTarget | undefined => {
  if (isPlain(request)) return undefined;
  const url = new URL(request.url);
  const { pathname } = url;
  const override = headerOf(request, "x-http-method-override") ?? url.searchParams.get("_method");
  const folded = pathname.toLowerCase();
  const cased = folded !== pathname && placeOf(pathname) === undefined;
  const path = (cased ? folded : pathname).replaceAll(/\/{2,}/g, "/").replace(ending, "");
  const method = (override ?? (request.method === "HEAD" ? "GET" : request.method)).toUpperCase();
  const road: Road | undefined =
    override !== null && override !== undefined
      ? url.searchParams.has("_method")
        ? "_method"
        : "X-HTTP-Method-Override"
      : request.method === "HEAD"
        ? "HEAD"
        : pathname.includes("//")
          ? "//"
          : ending.test(pathname)
            ? pathname.toLowerCase().endsWith("xml")
              ? ".xml"
              : ".json"
            : cased
              ? "letter case"
              : undefined;
  // Whose the token in a URL is, records do not show: it is masked.
  if (road === undefined || url.searchParams.has("access-token")) return undefined;
  const place = placeOf(path);
  const route = routeAt(method, place);
  if (place === undefined || route === undefined || doubled.test(place.basePath)) return undefined;
  const id = route.id !== undefined && /^[1-9]\d{0,14}$/.test(route.id) ? Number(route.id) : undefined;
  return { road, operation: route.operation, id };
};

/** What the request would be by the plain path; undefined where it is plain, or no request of the spec. Worked out once for every rule. */
export const roadOf: (request: RoadRequest) => RoadTarget | undefined = memoizeLast(targetOf);
