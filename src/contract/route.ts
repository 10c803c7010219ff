import { type OperationId, type OperationSpec, specOperations } from "./document.ts";

export interface Route {
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

/** The id of the user that a Location leads to; undefined where it leads to none. */
export const idInLocation = (location: string | undefined, url: string): number | undefined => {
  if (location === undefined || !URL.canParse(location, url)) return undefined;
  const place = placeOf(new URL(location, url).pathname);
  const id = place?.template === specOperations.get("getUser")?.path ? place?.id : undefined;
  return id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
};
