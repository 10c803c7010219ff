import { safeText } from "../contract/safe-text.ts";
import type { Handler } from "../simulator/fault.ts";

/** As many different ones are said; a scanner would ask for thousands. */
const most = 50;

/** The shape of a path: requests that differ by an id are one. */
const shapeOf = ({ method, url }: Request): string =>
  `${method} ${new URL(url).pathname.replaceAll(/\/\d+(?=\/|$)/g, "/{id}")}`;

/**
 * A handler that says once for each kind of request that the simulator has no such route, so that a suite's failure is not
 * taken for the service's.
 */
export const tellNotSimulated = (fetch: Handler, print: (line: string) => void): Handler => {
  const reported = new Set<string>();
  const look = (request: Request, response: Response): Response => {
    if (response.status !== 404 || response.headers.get("content-type")?.startsWith("text/html") !== true)
      return response;
    const shape = shapeOf(request);
    if (reported.has(shape) || reported.size >= most) return response;
    reported.add(shape);
    print(`not simulated: ${safeText(shape)} (404, a page)`);
    return response;
  };
  return (request) => {
    const response = fetch(request);
    return response instanceof Promise ? response.then((late) => look(request, late)) : look(request, response);
  };
};
