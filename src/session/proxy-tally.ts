import type { Served } from "../client/proxy/pass-on.ts";
import { answerOf, headerOf, type SentRequest } from "../contract/exchange.ts";
import type { ProxyCaller, ProxyRecord, RequestCount } from "../contract/proxy-record.ts";
import { safeText } from "../contract/safe-text.ts";

/** Counts what a tool does through the proxy: constant work a request. */
export interface ProxyTally {
  served(served: Served): void;
  /** Its caller went before it could leave. */
  gaveUp(heldMs: number): void;
  /** It had an answer, and the specification does not know it. */
  unspecified(request: SentRequest): void;
  /** Sent to the proxy and not passed on. */
  refused(what: string): void;
  /** The longest that a request was held so far, ms. */
  readonly longestHeldMs: number;
  record(): ProxyRecord;
}

/** Less is no wait for a budget but a busy machine. */
const heldFromMs = 50;
/** A request that is let go has yet to be answered. @see guide G3 */
const answerS = 10;
const stepS = 30;
/** Tools have no timeout so short that this would matter. */
const shortHeldMs = 2000;

/** Different refusals that are reported; a fuzzer causes more. */
const mostTexts = 50;

class Counter {
  readonly #times = new Map<string, number>();

  add(text: string): void {
    const times = this.#times.get(text);
    if (times !== undefined || this.#times.size < mostTexts) this.#times.set(text, (times ?? 0) + 1);
  }

  rows(): readonly RequestCount[] {
    return [...this.#times].map(([what, times]) => ({ what, times })).sort((a, b) => b.times - a.times);
  }
}

const integer = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** A request by its method and path, numbers in it left out. */
const shapeOf = (request: SentRequest): string =>
  safeText(`${request.method} ${new URL(request.url).pathname.replace(/\/\d+(?=\/|$)/g, "/{id}")}`, 120);

/** What a tool's own timeout should be at least, seconds, where requests are held so long. */
const timeoutFor = (heldMs: number): number | undefined =>
  heldMs < shortHeldMs ? undefined : stepS * Math.ceil((heldMs / 1000 + answerS) / stepS);

type Draft = { -readonly [Key in keyof ProxyCaller]: ProxyCaller[Key] };

export const createProxyTally = (): ProxyTally => {
  const callers = new Map<string, Draft>();
  const unspecified = new Counter();
  const refused = new Counter();
  let requests = 0;
  let failed = 0;
  let gaveUp = 0;
  let longestHeldMs = 0;

  const callerOf = (name: string): Draft => {
    const known = callers.get(name);
    if (known !== undefined) return known;
    const fresh: Draft = { name, requests: 0, refused: 0, held: 0, heldMs: 0, longestHeldMs: 0 };
    callers.set(name, fresh);
    return fresh;
  };

  return {
    served: ({ exchange, heldMs, caller: name }) => {
      requests++;
      longestHeldMs = Math.max(longestHeldMs, heldMs);
      const caller = callerOf(name);
      caller.requests++;
      if (heldMs >= heldFromMs) {
        caller.held++;
        caller.heldMs += heldMs;
        caller.longestHeldMs = Math.max(caller.longestHeldMs, heldMs);
      }
      const answer = answerOf(exchange);
      if (answer === undefined) {
        failed++;
        return;
      }
      if (answer.status === 429) caller.refused++;
      const limit = integer(headerOf(answer, "x-ratelimit-limit"));
      const remaining = integer(headerOf(answer, "x-ratelimit-remaining"));
      if (limit !== undefined) caller.limit = limit;
      if (remaining !== undefined) caller.leastRemaining = Math.min(caller.leastRemaining ?? remaining, remaining);
    },
    gaveUp: (heldMs) => {
      gaveUp++;
      longestHeldMs = Math.max(longestHeldMs, heldMs);
    },
    unspecified: (request) => unspecified.add(shapeOf(request)),
    refused: (what) => refused.add(safeText(what, 120)),
    get longestHeldMs() {
      return longestHeldMs;
    },
    record: () => {
      const timeoutS = timeoutFor(longestHeldMs);
      const all = [...callers.values()].sort((a, b) => b.requests - a.requests).slice(0, mostTexts);
      return {
        requests,
        failed,
        callers: all.map((caller) => ({
          ...caller,
          heldMs: Math.round(caller.heldMs),
          longestHeldMs: Math.round(caller.longestHeldMs),
        })),
        gaveUp,
        ...(timeoutS === undefined ? {} : { timeoutS }),
        unspecified: unspecified.rows(),
        refused: refused.rows(),
      };
    },
  };
};
