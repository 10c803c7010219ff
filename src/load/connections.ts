import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Transport } from "../client/transport.ts";

/** Tells how much of an exchange was spent on setting up its connection. */
export interface ConnectionTimes {
  /** µs; 0 where the connection was there already. Asking forgets. */
  take(seq: number): number;
  close(): void;
}

/**
 * Times new connections of this process to the transport's host, from undici's diagnostics: it begins to connect in the
 * same turn in which a request is handed to it, so the connection belongs to the request that left last.
 */
export function watchConnections(transport: Transport): ConnectionTimes {
  const { clock } = transport;
  const host = new URL(transport.baseUrl).host;
  const taken = new Map<number, number>();
  const begun: { readonly seq: number; readonly atUs: number }[] = [];
  let lastSeq = 0;

  const stop = transport.listen((event) => {
    if (event.type === "sent") lastSeq = event.sent.seq;
  });
  const isOurs = (message: unknown): boolean =>
    typeof message === "object" &&
    message !== null &&
    "connectParams" in message &&
    typeof message.connectParams === "object" &&
    message.connectParams !== null &&
    "host" in message.connectParams &&
    message.connectParams.host === host;
  const onBegin = (message: unknown) => {
    if (isOurs(message)) begun.push({ seq: lastSeq, atUs: clock.nowUs() });
  };
  // Begin and end share no object: connections to one host are taken to be ready in the order they were begun.
  const onEnd = (message: unknown) => {
    const start = isOurs(message) ? begun.shift() : undefined;
    if (start !== undefined)
      taken.set(start.seq, (taken.get(start.seq) ?? 0) + Math.max(1, clock.nowUs() - start.atUs));
  };
  subscribe("undici:client:beforeConnect", onBegin);
  subscribe("undici:client:connected", onEnd);
  subscribe("undici:client:connectError", onEnd);

  return {
    take(seq) {
      const us = taken.get(seq) ?? 0;
      taken.delete(seq);
      return us;
    },
    close() {
      stop();
      unsubscribe("undici:client:beforeConnect", onBegin);
      unsubscribe("undici:client:connected", onEnd);
      unsubscribe("undici:client:connectError", onEnd);
    },
  };
}
