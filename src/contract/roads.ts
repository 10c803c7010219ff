import type { OperationSpec } from "./document.ts";
import { type Header, headerOf } from "./exchange.ts";
import { placeOf, routeOf } from "./route.ts";

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

const plainPath = /\/[a-z]+(\/\d+)?\/?$/;

/** Nearly every request: nothing in it can be another road. */
const isPlain = ({ method, url, headers }: RoadRequest): boolean => {
  const query = url.indexOf("?");
  const path = query < 0 ? url : url.slice(0, query);
  if (method === "HEAD" || !plainPath.test(path) || path.includes("//", 8) || url.includes("_method")) return false;
  for (const [name] of headers) if (name === "x-http-method-override") return false;
  return true;
};

/** What the request would be by the plain path; undefined where it is plain, or no request of the spec. */
export const roadOf = (request: RoadRequest): RoadTarget | undefined => {
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
  const route = routeOf({ method, url: `${url.origin}${path}` });
  if (route === undefined) return undefined;
  const id = route.id !== undefined && /^[1-9]\d{0,14}$/.test(route.id) ? Number(route.id) : undefined;
  return { road, operation: route.operation, id };
};
