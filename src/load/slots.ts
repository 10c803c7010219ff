import { TimerQueue } from "../client/pacing/timer-queue.ts";
import type { Transport } from "../client/transport.ts";
import type { Clock } from "../contract/clock.ts";
import type { Draft } from "../contract/defined.ts";
import { type Exchange, type RequestSpec, statusOf } from "../contract/exchange.ts";
import { addExchange, addLag, addWait, handOverUs, type StreamTraffic } from "./traffic.ts";

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
export const sleepUntil = async (clock: Clock, atUs: number, signal?: AbortSignal): Promise<void> => {
  for (let leftUs = atUs - clock.nowUs(); leftUs > 0; leftUs = atUs - clock.nowUs())
    await clock.sleep(Math.max(1, leftUs / 1000), signal);
};

/** When one request is meant to leave. */
interface Slot {
  readonly atUs: number;
  /** A connection was free for it when it came. */
  readonly wasFree: boolean;
  /** How late the generator itself was, before the pacer was involved. */
  lateUs: number;
}

const slotAt = (atUs: number, freeUs: number): Slot => ({ atUs, wasFree: freeUs <= atUs, lateUs: 0 });

/**
 * A transport that gives each request it is handed the next slot of a schedule: it leaves no sooner, and its intended
 * start is the slot, whoever was late. It sends again what was refused where the stream says so, under the same intended
 * start, and counts everything.
 */
export const slotTransport = (options: SlotOptions): Transport => {
  const { transport, traffic, starts, purpose, signal, giveUpUs } = options;
  const { clock } = transport;
  const { stream } = traffic;
  const timerQueue = new TimerQueue(clock);
  /** When each connection that has no request became free, the longest free first. */
  const freeSinceUs: number[] = Array.from({ length: stream.connections }, () => traffic.beginUs);

  const attempts = async (request: RequestSpec, slot: Slot | undefined): Promise<Exchange> => {
    let lateUs = slot?.lateUs ?? 0;
    let heldSinceUs = slot?.atUs ?? clock.nowUs();
    for (let attempt = 1; ; attempt++) {
      const now = stream.pace === "now" && attempt === 1;
      const outgoing: Draft<RequestSpec> = { ...request };
      outgoing.as = stream.as;
      outgoing.pace = now ? "now" : "paced";
      outgoing.purpose = purpose;
      outgoing.attempt = attempt;
      outgoing.onPermit = (turnLateUs) => {
        lateUs += turnLateUs;
      };
      if (slot !== undefined) outgoing.intendedUs = slot.atUs;
      if (slot !== undefined && now) outgoing.leaveAtUs = slot.atUs;
      const exchange = await transport.send(outgoing);
      if (now && slot?.wasFree) {
        lateUs = Math.max(0, exchange.startUs - slot.atUs);
        addLag(traffic, slot.atUs, slot.atUs + lateUs + handOverUs(exchange));
      }
      addWait(traffic, heldSinceUs, exchange.startUs);
      heldSinceUs = exchange.endUs;
      // Retries are late by the wait that the service required; the slot is the first attempt's.
      if (slot !== undefined && attempt === 1) traffic.late.record(lateUs + handOverUs(exchange));
      addExchange(traffic, exchange, { lateUs });
      const again = statusOf(exchange) === 429 && stream.refused === "retry";
      if (!again || signal.aborted || request.waitSignal?.aborted || clock.nowUs() > giveUpUs()) return exchange;
    }
  };

  /** A paced request takes its permit when the slot has come. */
  const untilSlot = async (slot: Slot, request: RequestSpec) => {
    await timerQueue.until(slot.atUs, request.waitSignal ?? request.signal);
    if (!slot.wasFree) return;
    slot.lateUs = Math.max(0, clock.nowUs() - slot.atUs);
    addLag(traffic, slot.atUs, slot.atUs + slot.lateUs);
  };

  return {
    ...transport,
    async send(request) {
      const start = starts?.next();
      if (start?.done) throw new Error("the schedule has no slot left for this request");
      traffic.begun++;
      const freeUs = freeSinceUs.shift() ?? traffic.beginUs;
      const slot = start === undefined ? undefined : slotAt(traffic.beginUs + Math.round(start.value * 1e6), freeUs);
      // A slot that came while every connection had a request was not missed by the generator: it had no free connection.
      if (slot?.wasFree === false) traffic.crowded++;
      try {
        if (slot !== undefined && stream.pace === "paced") await untilSlot(slot, request);
        return await attempts(request, slot);
      } finally {
        traffic.ended++;
        freeSinceUs.push(clock.nowUs());
      }
    },
  };
};
