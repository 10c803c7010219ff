import { rateLimitHeaders } from "../contract/exchange.ts";
import type { Answered, Observation } from "../contract/observation.ts";
import { BoundedMap } from "../model/bounded-map.ts";
import { requestIdOf } from "./evidence.ts";

/** An answer that is an earlier one once more: what stands between, or the service, keeps answers and bears no mark of it. */
export interface Copied {
  /** Sequence number of the answer it is a copy of. */
  readonly of: number;
  /** That answer's own headers let a cache keep it: it is no evidence on the service. */
  readonly allowed: boolean;
}

const kept = 10_000;

/** Whether a shared cache may answer with it again without asking. @see RFC 9111 section 3, facts 6.4 */
const mayBeKept = (cacheControl: string | undefined): boolean =>
  cacheControl === undefined ||
  (!/no-store|no-cache|private/i.test(cacheControl) && !/(?:max-age|s-maxage)\s*=\s*"?0\b/i.test(cacheControl));

/**
 * What no two answers share that a service wrote, beside their id: the second, what was left of the budget, and how long the
 * content is. The content itself would be kept ten thousand times.
 */
const signOf = ({ answer: { headers, raw, status } }: Answered): string =>
  [status, headers.get("date"), ...rateLimitHeaders.map((name) => headers.get(name)), raw.body.length].join("\n");

/** Tells copies from answers that are the same in content only: those have an id and a date of their own. */
export const followCopies = (): ((observation: Observation) => Copied | undefined) => {
  const seen = new BoundedMap<string, { readonly seq: number; readonly sign: string }>(kept);
  return (observation) => {
    const { answer, seq } = observation;
    const id = requestIdOf(observation);
    if (answer === undefined || id === undefined || !answer.headers.has("date")) return undefined;
    const earlier = seen.get(id);
    const sign = signOf(observation);
    if (earlier === undefined) seen.set(id, { seq, sign });
    return earlier?.sign === sign
      ? { of: earlier.seq, allowed: mayBeKept(answer.headers.get("cache-control")) }
      : undefined;
  };
};

/** The same observation as one of which the service wrote nothing. */
export const withoutWord = (observation: Observation): Observation =>
  observation.answer === undefined
    ? observation
    : { ...observation, answer: { ...observation.answer, fromGateway: true } };
