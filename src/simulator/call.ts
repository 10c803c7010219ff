import type { Clock } from "../contract/clock.ts";
import type { Random } from "../contract/random.ts";
import type { LimiterBudget } from "./budget.ts";
import type { ChildStore } from "./child-store.ts";
import type { Caller } from "./identity.ts";
import { type Format, xmlOf, xmlType } from "./negotiation.ts";
import type { Policy } from "./policy.ts";
import { alwaysHeaders, jsonType } from "./representation.ts";
import { seededUuid } from "./seed.ts";
import type { Store } from "./store.ts";

/** What the simulator's parts share. */
export interface Simulation {
  readonly policy: Policy;
  readonly store: Store;
  /** What lies below users. */
  readonly children: ChildStore;
  readonly clock: Clock;
  readonly random: Random;
  /** Account by token. */
  readonly accounts: ReadonlyMap<string, string>;
  readonly limit: number;
  /** The budget of a key, started on first use. */
  readonly budget: (key: string) => LimiterBudget;
  /** Base of links and Location without a trailing slash; undefined: where the request was sent. */
  readonly publicBaseUrl: string | undefined;
  /** Added to every answer's time. */
  readonly latencyMs: number;
}

/** One request on its way through. */
export interface Call {
  readonly query: URLSearchParams;
  /** Absolute URL of the API, without a trailing slash, for links and Location. */
  readonly apiUrl: string;
  /** What bodies are written in. */
  readonly format: Format;
  caller: Caller;
  /** Rate-limit and switch headers gathered on the way. */
  headers: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  /** Body text; absent: none. */
  readonly body?: string;
  /** Default JSON. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer as it is sent: the reply with the headers every answer carries. @see facts 6.5 */
export const respond = ({ policy, random }: Simulation, call: Call, reply: Reply): Response => {
  // One object filled in place: spreading half a dozen of them cost a tenth of the throughput.
  const headers = alwaysHeaders();
  const { body } = reply;
  if (body !== undefined) headers["Content-Type"] = reply.contentType ?? jsonType;
  headers["Cache-Control"] = policy.cacheControl(reply.status);
  headers["X-Request-Id"] = seededUuid(random);
  headers["X-Runtime"] = (0.02 + random() * 0.1).toFixed(6);
  for (const name in reply.headers) headers[name] = reply.headers[name] ?? "";
  for (const name in call.headers) headers[name] = call.headers[name] ?? "";
  return new Response(body ?? null, { status: reply.status, headers });
};

/** The same text in the format that the call requests. */
export const written = (call: Call, json: string): Pick<Reply, "body" | "contentType"> =>
  call.format === "xml" ? { body: xmlOf(json), contentType: xmlType } : { body: json };

/** The answer of an error. */
export const message = (call: Call, status: number, text: string): Reply => ({
  status,
  ...written(call, JSON.stringify({ message: text })),
});
