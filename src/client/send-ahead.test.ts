import { Worker } from "node:worker_threads";
import { afterAll, afterEach, expect, test } from "vitest";
import { realClock } from "../contract/clock.ts";
import type { HistoryEvent, RequestSpec } from "../contract/exchange.ts";
import type { HttpAdapter } from "./http/adapter.ts";
import { threadAdapter } from "./http/thread-adapter.ts";
import { atSomePace, blockMs } from "./testing/at-some-pace.ts";
import { createTransport, type TransportOptions } from "./transport.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server in a thread that nothing here keeps busy; each answer is the number of requests so far. */
const apart = new Worker(
  `let count = 0;
  const server = require("node:http").createServer((_, response) => response.end(String(++count)));
  server.listen(0, "127.0.0.1", () => require("node:worker_threads").parentPort.postMessage(server.address().port));`,
  { eval: true },
);
const port = new Promise((resolve) => apart.once("message", resolve));
afterAll(() => apart.terminate());

/** For tests that do not close it: a thread takes longer to start than what they ask of it. */
const shared = threadAdapter();
afterAll(() => shared.close?.());
const sharing: HttpAdapter = Object.assign((...call: Parameters<HttpAdapter>) => shared(...call), {
  keepsTime: true,
} as const);

/** Over a thread that has started, with a connection that is open. */
const overThread = async (options: Partial<TransportOptions> = {}) => {
  const transport = createTransport({
    target: { kind: "simulator", baseUrl: `http://127.0.0.1:${await port}`, tokens: {}, assumedPerMinute: undefined },
    adapter: sharing,
    clock: realClock,
    ...options,
  });
  open.push(() => transport.close());
  const send = async () => {
    const { outcome, seq } = await transport.send({ method: "GET", path: "/", as: "anonymous" });
    return { seq, count: outcome.kind === "answer" ? Number(outcome.body) : Number.NaN };
  };
  const { count } = await send();
  const events: HistoryEvent[] = [];
  transport.listen((event) => events.push(event));
  const at = (leaveAtUs: number, more: Partial<RequestSpec> = {}) =>
    transport.send({ method: "GET", path: "/", as: "anonymous", pace: "now", leaveAtUs, ...more });
  return { transport, events, at, count, send };
};
/** The moment after this thread was kept busy. */
const freeAfter = (ms: number): number => {
  blockMs(ms);
  return realClock.nowUs();
};
const inMs = (ms: number) => realClock.nowUs() + ms * 1000;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a request leaves at its time, never sooner, though this thread is busy then", () =>
  atSomePace(async (pace) => {
    const { at } = await overThread();
    const leaveAtUs = inMs(30 * pace);
    const pending = at(leaveAtUs);
    await sleep(5);
    const freeUs = freeAfter(400 * pace);
    const { startUs, takenUs = 0, endUs } = await pending;
    expect(startUs).toBe(leaveAtUs);
    expect(takenUs).toBeGreaterThanOrEqual(leaveAtUs);
    expect(endUs).toBeLessThan(freeUs);
  }));

test("events stay in order of time: what left before an answer came is told of before it", () =>
  atSomePace(async (pace) => {
    const { events, at } = await overThread();
    const beginUs = inMs(20 * pace);
    const pending = [12, 0, 8, 4].map((laterMs) => at(beginUs + laterMs * pace * 1000));
    await sleep(5);
    blockMs(100 * pace);
    await Promise.all(pending);
    const times = events.map((event) => (event.type === "sent" ? event.sent.startUs : event.exchange.endUs));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(events.flatMap((event) => (event.type === "sent" ? [event.sent.seq] : []))).toEqual([2, 3, 4, 5]);
    expect(events).toHaveLength(8);
  }));

test("nothing leaves for a caller that goes before its time, wherever the request waits, and nothing is told of it", () =>
  atSomePace(async (pace) => {
    const { events, at, count, send } = await overThread();
    for (const waitMs of [40, 400]) {
      const gone = new AbortController();
      const pending = expect(at(inMs(waitMs * pace), { waitSignal: gone.signal })).rejects.toThrow("gone");
      await sleep(10);
      gone.abort(new Error("gone"));
      await pending;
    }
    await sleep(60 * pace);
    expect(events).toEqual([]);
    expect(await send()).toEqual({ seq: 2, count: count + 1 });
  }));

test("a caller that goes when its request has left does not end it", () =>
  atSomePace(async (pace) => {
    const { at } = await overThread();
    const gone = new AbortController();
    const pending = at(inMs(10 * pace), { waitSignal: gone.signal });
    // Both signals are seen together when this thread is free again: by then it has left.
    await sleep(2);
    blockMs(60 * pace);
    gone.abort();
    expect((await pending).outcome).toMatchObject({ kind: "answer", status: 200 });
  }));

test("where something has to be written down before, the request waits here for its time", () =>
  atSomePace(async (pace) => {
    const noted: number[] = [];
    const { at } = await overThread({ beforeSend: () => noted.push(realClock.nowUs()) });
    const leaveAtUs = inMs(30 * pace);
    const pending = at(leaveAtUs);
    await sleep(5);
    expect(noted).toHaveLength(1);
    const { startUs } = await pending;
    expect(noted[1]).toBeGreaterThanOrEqual(leaveAtUs);
    expect(startUs).toBeGreaterThanOrEqual(noted[1] ?? 0);
  }));

test("an HTTP adapter that is closed while it has a request ahead of its time fails it, and it is told of", () =>
  atSomePace(async (pace) => {
    const { transport, events, at } = await overThread({ adapter: threadAdapter() });
    const pending = at(inMs(45 * pace));
    await sleep(5);
    await transport.close();
    expect((await pending).outcome).toMatchObject({ kind: "failure", maybeDone: false });
    expect(events.map(({ type }) => type)).toEqual(["sent", "done"]);
  }));
