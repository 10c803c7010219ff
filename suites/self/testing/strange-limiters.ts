import { fetchAdapter } from "../../../src/client/http/fetch-adapter.ts";
import { createPacer } from "../../../src/client/pacing/pacer.ts";
import { createTransport } from "../../../src/client/transport.ts";
import { type Clock, virtualClock } from "../../../src/contract/clock.ts";
import type { ContractOptions } from "../../../src/run/open-run.ts";
import { runContract } from "../../../src/run/run-contract.ts";
import type { Handler } from "../../../src/simulator/fault.ts";
import { createSimulator, type SimulatorOptions } from "../../../src/simulator/simulator.ts";
import { properties } from "../../contract/properties.ts";

/** Limiters that say what cannot be, or refuse what they should admit; and the run that meets them, in virtual time. */

/** What a limiter tells in place of the truth. */
export type Strange = (handler: Handler, clock: Clock) => Handler;

type Change = (headers: Headers, status: number, clock: Clock) => void;

/** Changes the headers of answers that tell of a budget. */
const telling =
  (change: Change): Strange =>
  (handler, clock) =>
  async (request) => {
    const response = await handler(request);
    const headers = new Headers(response.headers);
    if (headers.has("x-ratelimit-limit")) change(headers, response.status, clock);
    return new Response(response.body, { status: response.status, headers });
  };

const reset = (of: (resetS: number, clock: Clock) => string): Strange =>
  telling((headers, _status, clock) =>
    headers.set("x-ratelimit-reset", of(Number(headers.get("x-ratelimit-reset")), clock)),
  );
const retryAfter = (of: (clock: Clock) => string): Strange =>
  telling((headers, status, clock) => {
    if (status !== 429) return;
    headers.set("date", httpDate(clock, 0));
    headers.set("retry-after", of(clock));
  });
const httpDate = (clock: Clock, plusS: number) => new Date(clock.wallMs() + plusS * 1000).toUTCString();
const names = ["limit", "remaining", "reset"].map((name) => `x-ratelimit-${name}`);

const refusing =
  (refuses: (request: Request) => boolean): Strange =>
  (handler) =>
  async (request) => {
    const response = await handler(request);
    if (!refuses(request) || response.status === 401) return response;
    const headers = new Headers(response.headers);
    for (const name of ["etag", "content-length", "location"]) headers.delete(name);
    headers.set("content-type", "application/json; charset=utf-8");
    if (headers.has("x-ratelimit-remaining")) headers.set("x-ratelimit-remaining", "0");
    return new Response('{"message":"Too many requests"}', { status: 429, headers });
  };

const remaining = (of: (remaining: number) => number): Strange =>
  telling((headers, status) => {
    if (status !== 429) headers.set("x-ratelimit-remaining", String(of(Number(headers.get("x-ratelimit-remaining")))));
  });
const remainingLate =
  (calls: number): Strange =>
  (handler, clock) => {
    const shown: number[] = [];
    return remaining((now) => {
      shown.push(now);
      return shown.at(-1 - calls) ?? shown[0] ?? now;
    })(handler, clock);
  };
const withoutHeaders = telling((headers) => {
  for (const name of names) headers.delete(name);
});

/** Limiters that let a request through within each window, and say little of when, or what is not so. */
export const unhelpfulLimiters: Readonly<Record<string, Strange>> = {
  "Remaining late by one call": remainingLate(1),
  "Remaining late by two calls": remainingLate(2),
  "Remaining late by five calls": remainingLate(5),
  "Remaining five too many": remaining((now) => now + 5),
  "Remaining always 90": remaining(() => 90),
  "Remaining always 0": remaining(() => 0),
  "no headers of a budget": withoutHeaders,
  "a page of a gateway for 429, without headers": (handler, clock) => async (request) => {
    const response = await withoutHeaders(handler, clock)(request);
    return response.status === 429
      ? new Response("<html>slow down</html>", { status: 429, headers: { "content-type": "text/html" } })
      : response;
  },
  "another client, who spends as much": (handler) => async (request) => {
    await handler(new Request(request.url, { headers: request.headers }));
    return handler(request);
  },
};

/** Each with the rule that names it; none: nothing is known of what the service sends there. */
export const strangeLimiters: Readonly<Record<string, { readonly strange: Strange; readonly rule?: string }>> = {
  "429 without rate headers": {
    strange: telling((headers, status) => {
      if (status === 429) for (const name of names) headers.delete(name);
    }),
    rule: "too-many-requests-shape",
  },
  "Reset in epoch seconds": {
    strange: reset((resetS, clock) => String(Math.round(clock.wallMs() / 1000) + resetS)),
    rule: "reset-is-truthful",
  },
  "Reset in epoch milliseconds": {
    strange: reset((resetS, clock) => String(Math.round(clock.wallMs()) + resetS * 1000)),
    rule: "reset-is-truthful",
  },
  "Reset in milliseconds": { strange: reset((resetS) => String(resetS * 1000)), rule: "reset-is-truthful" },
  "Reset NaN": { strange: reset(() => "NaN"), rule: "header-types" },
  "Reset always 0": { strange: reset(() => "0") },
  "Reset negative": { strange: reset((resetS) => String(-resetS - 1)), rule: "header-types" },
  "Reset with a fraction": { strange: reset((resetS) => `${resetS}.5`), rule: "header-types" },
  "Reset empty": { strange: reset(() => ""), rule: "header-types" },
  "Reset of an hour": { strange: reset(() => "3600"), rule: "reset-is-truthful" },
  "Reset of nine hundred million years": { strange: reset(() => "9".repeat(25)), rule: "header-types" },
  "Retry-After of an hour": { strange: retryAfter(() => "3600"), rule: "retry-after-is-a-wait" },
  "Retry-After at a date tomorrow": {
    strange: retryAfter((clock) => httpDate(clock, 86_400)),
    rule: "retry-after-is-a-wait",
  },
  "Retry-After at a date long past": {
    strange: retryAfter((clock) => httpDate(clock, -86_400)),
    rule: "retry-after-is-a-wait",
  },
  "Retry-After that is no time": { strange: retryAfter(() => "soon"), rule: "retry-after-is-a-wait" },
  "Retry-After negative": { strange: retryAfter(() => "-5"), rule: "retry-after-is-a-wait" },
  "Limit 0": { strange: telling((headers) => headers.set("x-ratelimit-limit", "0")), rule: "header-types" },
  "Remaining above Limit": {
    strange: telling((headers) => headers.set("x-ratelimit-remaining", "100000")),
    rule: "remaining-within-limit",
  },
  "Remaining 0 and Reset 0 in every answer": {
    strange: telling((headers) => {
      headers.set("x-ratelimit-remaining", "0");
      headers.set("x-ratelimit-reset", "0");
    }),
  },
  "Remaining NaN": {
    strange: telling((headers) => headers.set("x-ratelimit-remaining", "NaN")),
    rule: "header-types",
  },
  "every GET of one user refused": {
    strange: refusing((request) => request.method === "GET" && /\/users\/\d+$/.test(new URL(request.url).pathname)),
    rule: "reset-is-truthful",
  },
  "every POST refused": { strange: refusing((request) => request.method === "POST"), rule: "reset-is-truthful" },
};

export interface Met {
  readonly seconds: number;
  readonly outcome: string;
  readonly reason: string | undefined;
  readonly broken: readonly string[];
  readonly requests: number;
  /** Seconds the run said that it would take. */
  readonly printedS: number;
  /** Why rules were not exercised. */
  readonly reasons: readonly string[];
  readonly left: number;
}

/** A contract run that meets a limiter, in virtual time. */
export const meet = async (
  strange: Strange,
  server: Omit<SimulatorOptions, "clock">,
  options: Pick<ContractOptions, "budget"> & Partial<ContractOptions>,
): Promise<Met> => {
  const clock = virtualClock();
  const simulator = createSimulator({ clock, seed: 1, ...server });
  const target = {
    kind: "live" as const,
    baseUrl: "http://127.0.0.1:4010/public/v2",
    tokens: { ...simulator.tokens, invalid: "no-such-token" },
    assumedPerMinute: undefined,
  };
  const pacer = createPacer({ clock, windowS: Math.min(60, server.windowS ?? 60), longestWindowS: 60 });
  const adapter = fetchAdapter(strange(simulator.fetch, clock), { clock, latencyMs: 20 });
  const transport = createTransport({ target, adapter, clock, pacer });
  const info = { kind: target.kind, baseUrl: target.baseUrl, tokens: ["A" as const], via: "in process" };
  let printedS = 0;
  const { record } = await runContract({ target, info, transport, clock, pacer }, properties, {
    seed: 1,
    onPlan: (_rows, _limit, { seconds }) => {
      printedS = seconds;
    },
    ...options,
  });
  return {
    seconds: clock.nowUs() / 1e6,
    outcome: record.outcome,
    reason: record.reason,
    broken: record.findings.map(({ rule }) => rule.id),
    requests: record.requests,
    printedS,
    reasons: record.verdicts.flatMap(({ kind, reason }) => (kind === "not exercised" ? [reason ?? ""] : [])),
    left: record.records.left.length,
  };
};
