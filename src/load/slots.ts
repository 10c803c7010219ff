import type { Outgoing, Transport } from "../client/transport.ts";
import type { Clock } from "../contract/clock.ts";
import type { Exchange } from "../contract/exchange.ts";
import { addExchange, addLag, addWait, type StreamTraffic, statusOf } from "./traffic.ts";
import { createTurnstile } from "./turnstile.ts";

export interface SlotOptions {
  readonly transport: Transport;
  readonly traffic: StreamTraffic;
  /** Intended starts in seconds after `traffic.beginUs`, in order; undefined: a closed loop. */
  readonly starts: Iterator<number, void> | undefined;
  readonly purpose: string;
  /** No new attempt begins after this, µs: the end of the drain. */
  readonly giveUpUs: () => number;
  readonly signal: AbortSignal;
}

/** Waits until a time, and never less. */
export async function sleepUntil(clock: Clock, atUs: number, signal?: AbortSignal): Promise<void> {
  for (let leftUs = atUs - clock.nowUs(); leftUs > 0; leftUs = atUs - clock.nowUs())
    await clock.sleep(Math.max(1, leftUs / 1000), signal);
}

/**
 * A transport that gives each request it is handed the next slot of a schedule: it leaves no sooner, and its intended
 * start is the slot, whoever was late. It sends again what was refused where the stream says so, under the same intended
 * start, and counts everything.
 */
export function slotTransport(options: SlotOptions): Transport {
  const { transport, traffic, starts, purpose, signal, giveUpUs } = options;
  const { clock } = transport;
  const { stream } = traffic;
  const untilSlot = createTurnstile(clock);
  /** When each connection that has no request became free, the longest free first. */
  const freeSinceUs: number[] = Array.from({ length: stream.connections }, () => traffic.beginUs);

  const attempts = async (
    request: Outgoing,
    intendedUs: number | undefined,
    handedLateUs: number,
  ): Promise<Exchange> => {
    let lateUs = handedLateUs;
    let heldSinceUs = intendedUs ?? clock.nowUs();
    for (let attempt = 1; ; attempt++) {
      const exchange = await transport.send({
        ...request,
        as: stream.as,
        pace: stream.pace === "now" && attempt === 1 ? "now" : "paced",
        purpose,
        attempt,
        onTurn: (turnLateUs) => {
          lateUs += turnLateUs;
        },
        ...(intendedUs === undefined ? {} : { intendedUs }),
      });
      addWait(traffic, heldSinceUs, exchange.startUs);
      heldSinceUs = exchange.endUs;
      // Retries are late by what the service told them to wait; the slot is the first attempt's.
      if (intendedUs !== undefined && attempt === 1) traffic.late.record(lateUs);
      addExchange(traffic, exchange, { lateUs });
      const again = statusOf(exchange) === 429 && stream.refused === "retry";
      if (!again || signal.aborted || request.waitSignal?.aborted || clock.nowUs() > giveUpUs()) return exchange;
    }
  };

  return {
    ...transport,
    async send(request) {
      const slot = starts?.next();
      if (slot?.done) throw new Error("the schedule has no slot left for this request");
      const intendedUs = slot === undefined ? undefined : traffic.beginUs + Math.round(slot.value * 1e6);
      traffic.begun++;
      const freeUs = freeSinceUs.shift() ?? traffic.beginUs;
      try {
        let lateUs = 0;
        if (intendedUs !== undefined) {
          await untilSlot(intendedUs, request.waitSignal ?? request.signal);
          // A slot that came while every connection had a request was not missed by the generator: it had nobody to send.
          if (freeUs > intendedUs) traffic.crowded++;
          else {
            lateUs = Math.max(0, clock.nowUs() - intendedUs);
            addLag(traffic, intendedUs, intendedUs + lateUs);
          }
        }
        return await attempts(request, intendedUs, lateUs);
      } finally {
        traffic.ended++;
        freeSinceUs.push(clock.nowUs());
      }
    },
  };
}
