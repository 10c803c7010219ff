import type { Exchange } from "../contract/exchange.ts";
import { originOf } from "../contract/gateway.ts";
import { routeOf } from "../contract/route.ts";
import { BoundedMap } from "../model/bounded-map.ts";

/**
 * Requests that got no answer, or a server error that may be a gateway's, and that the service never answered: sent again
 * they show whether it is the request that matters or the moment.
 */
export interface UnansweredRequests {
  add(exchange: Exchange): void;
  /** One of each operation and status, the most frequent first; a few at the most. */
  list(): readonly Exchange[];
  /** One line, where one request, or every one of a method, got nothing from the service however often it was sent. */
  reason(): string | undefined;
}

interface UnansweredRequest {
  readonly exchange: Exchange;
  readonly how: string;
  times: number;
}

const kept = 100;
const mostListed = 4;
const often = 4;

/** What came in place of the service's answer; undefined: its answer. */
const howOf = (exchange: Exchange): string | undefined => {
  const { outcome } = exchange;
  if (outcome.kind === "failure")
    return outcome.fault === "transport" && outcome.maybeDone ? `no answer (${outcome.message})` : undefined;
  if (outcome.status < 500) return undefined;
  const origin = originOf(exchange);
  return origin.who === "service" ? undefined : origin.reason;
};

/** It broke while its answer was held back on request: a box ends connections on which nothing moves. @see facts 8.4 */
const wasHeldBack = ({ request, outcome }: Exchange): boolean =>
  outcome.kind === "failure" && /[?&]delay=[1-9]/.test(request.url);

const isAnswered = ({ outcome }: Exchange): boolean => outcome.kind === "answer" && outcome.status !== 429;

export const createUnansweredRequests = (): UnansweredRequests => {
  const unanswered = new BoundedMap<string, UnansweredRequest>(kept);
  const operationOf = ({ request }: Exchange) => routeOf(request)?.operation.id;
  const answered = new Set<string>();
  const silent = new Map<string, { times: number; readonly how: string }>();
  const note = ({ request: { method }, outcome }: Exchange) => {
    if (outcome.kind === "answer") return void answered.add(method);
    if (outcome.fault === "aborted") return;
    const known = silent.get(method);
    if (known === undefined) silent.set(method, { times: 1, how: `no answer (${outcome.message})` });
    else known.times++;
  };
  return {
    add: (exchange) => {
      note(exchange);
      const how = howOf(exchange);
      // Nearly every answer.
      if (how === undefined && unanswered.size === 0) return;
      const { request } = exchange;
      const key = `${request.method} ${request.url} ${request.token} ${request.body ?? ""}`;
      const known = unanswered.get(key);
      if (how === undefined) {
        if (known !== undefined && isAnswered(exchange)) unanswered.delete(key);
      } else if (known !== undefined) known.times++;
      // A status that the request named is no sign of anything.
      else if (!request.url.includes("force_status=") && operationOf(exchange) !== undefined)
        unanswered.set(key, { exchange, how, times: 1 });
    },
    list: () => {
      const byKind = new Map<string, UnansweredRequest & { all: number }>();
      for (const suspect of unanswered.values()) {
        const { exchange, times } = suspect;
        const status = exchange.outcome.kind === "answer" ? exchange.outcome.status : "";
        const kind = `${operationOf(exchange)} ${status}`;
        byKind.set(kind, { ...suspect, all: times + (byKind.get(kind)?.all ?? 0) });
      }
      const kinds = [...byKind.values()].sort((one, other) => other.all - one.all);
      return kinds.slice(0, mostListed).map(({ exchange }) => exchange);
    },
    reason: () => {
      for (const { exchange, how, times } of unanswered.values()) {
        if (times < often || wasHeldBack(exchange)) continue;
        const operation = routeOf(exchange.request)?.operation;
        return `${operation?.method} ${operation?.path} was sent ${times} times and never answered by the service: ${how}`;
      }
      for (const [method, { times, how }] of silent)
        if (times >= often && !answered.has(method))
          return `${method} was sent ${times} times and never answered by the service: ${how}`;
      return undefined;
    },
  };
};
