import type { Exchange } from "../contract/exchange.ts";
import { isServiceWord } from "../contract/gateway.ts";
import type { RequestSpec } from "../contract/request-spec.ts";
import type { ContractRun } from "./open-run.ts";
import { apiFor, sendFor } from "./run-context.ts";

const purpose = "asked again";
const mostTimes = 4;
/** Between two: an outage of a moment is over. */
const pauseMs = 250;

/** Headers that are part of what was requested, not of how it was sent. */
const meant = new Set(["accept", "content-type", "if-none-match"]);

/** The same request once more; undefined: it was sent in no way that can be repeated. */
const specOf = ({ request }: Exchange, baseUrl: string): RequestSpec | undefined => {
  const { method, url, token, body, headers } = request;
  if (token === "unknown" || !url.startsWith(`${baseUrl}/`)) return undefined;
  return {
    method,
    path: url.slice(baseUrl.length),
    as: token,
    headers: Object.fromEntries(headers.filter(([name]) => meant.has(name))),
    ...(body === undefined ? {} : { body }),
  };
};

/**
 * Sends what the service did not answer again, in turn with a plain question. Where only the plain one is answered, time after
 * time, it is the request that brings the error about: then it is the application's, whoever signs it.
 */
export const askAgain = async ({ context, history, limits, report }: ContractRun): Promise<void> => {
  limits.enter("asking again");
  for (const suspect of history.suspects.list()) {
    const spec = specOf(suspect, context.transport.baseUrl.replace(/\/$/, ""));
    if (spec === undefined) continue;
    report(purpose);
    for (let times = 0; times < mostTimes; times++) {
      const exchange = await sendFor(context, spec, purpose, false, 1);
      if (isServiceWord(exchange)) break;
      await apiFor(context, "A", purpose).GET("/users", { params: { query: { per_page: 1 } } });
      await context.transport.clock.sleep(pauseMs, context.ending.stop).catch(() => undefined);
    }
  }
};
