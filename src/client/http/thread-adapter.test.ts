import { randomBytes } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createRawServer } from "node:net";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, expect, test } from "vitest";
import { realClock } from "../../contract/clock.ts";
import { atSomePace, blockMs } from "../testing/at-some-pace.ts";
import { createTransport } from "../transport.ts";
import type { Stopwatch } from "./adapter.ts";
import { threadAdapter } from "./thread-adapter.ts";

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const listen = async (handler: RequestListener): Promise<string> => {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  // The address of a listening TCP server is an AddressInfo; the string form is for pipes.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};
/** A server in a thread that nothing here keeps busy; it answers after 20 ms. */
const listenApart = async (): Promise<string> => {
  const thread = new Worker(
    `const server = require("node:http").createServer((_, response) => setTimeout(() => response.end("{}"), 20));
    server.listen(0, "127.0.0.1", () => require("node:worker_threads").parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  open.push(async () => {
    await thread.terminate();
  });
  const port = await new Promise((resolve) => thread.once("message", resolve));
  return `http://127.0.0.1:${port}`;
};
const openAdapter = () => {
  const adapter = threadAdapter();
  open.push(() => adapter.close?.());
  return adapter;
};
/** For tests that do not close it: a thread takes longer to start than what most of them ask of it. */
const shared = threadAdapter();
afterAll(() => shared.close?.());

test("an answer comes back from the thread as it was sent, body and every header pair", async () => {
  const url = await listen((request, response) => {
    response.writeHead(418, ["X-Two", "1", "x-two", "2"]);
    response.end(`${request.method} żółć 😀 ${request.headers.authorization}`);
  });
  const answer = await shared(
    { method: "PUT", url: `${url}/users`, headers: { authorization: "Bearer secret" }, body: "{}" },
    { timeoutMs: 60_000 },
  );
  expect(answer).toMatchObject({ kind: "answer", status: 418, body: "PUT żółć 😀 Bearer secret" });
  expect(answer.kind === "answer" && answer.headers.slice(0, 2)).toEqual([
    ["x-two", "1"],
    ["x-two", "2"],
  ]);
});

test("times are the wire's own: a thread that is busy here does not make the service look slow", () =>
  atSomePace(async (pace) => {
    const url = await listenApart();
    const call = (stopwatch: Stopwatch) =>
      shared({ method: "GET", url, headers: {} }, { timeoutMs: 20_000, stopwatch });
    const first: Stopwatch = {};
    await call(first);
    expect(first.times?.connectUs).toBeGreaterThan(0);
    const second: Stopwatch = {};
    const handedUs = realClock.nowUs();
    const pending = call(second);
    blockMs(400 * pace);
    const freeUs = realClock.nowUs();
    await pending;
    const { times } = second;
    const { sentUs = 0, endUs = 0 } = times ?? {};
    expect(times?.connectUs).toBeUndefined();
    expect(sentUs).toBeGreaterThanOrEqual(handedUs);
    expect(endUs - sentUs).toBeGreaterThanOrEqual(19_000);
    expect(endUs).toBeLessThan(freeUs);
  }));

test("a failure comes back as one: nothing listens, no answer in time, given up", async () => {
  const nowhere = await shared({ method: "GET", url: "http://127.0.0.1:9/", headers: {} }, { timeoutMs: 60_000 });
  expect(nowhere).toMatchObject({ kind: "failure", fault: "transport", code: "ECONNREFUSED", maybeDone: false });
  const url = await listen(() => {});
  expect(await shared({ method: "GET", url, headers: {} }, { timeoutMs: 50 })).toMatchObject({ fault: "time" });
  const gone = new AbortController();
  const pending = shared({ method: "GET", url, headers: {} }, { timeoutMs: 60_000, signal: gone.signal });
  setTimeout(() => gone.abort(), 50);
  expect(await pending).toMatchObject({ fault: "aborted" });
  expect(await shared({ method: "GET", url, headers: {} }, { timeoutMs: 50, signal: gone.signal })).toMatchObject({
    fault: "aborted",
    maybeDone: false,
  });
});

test("a closed wire tells of what had come, fails what is asked of it later, and ends its thread", async () => {
  const adapter = openAdapter();
  const half = gzipSync(randomBytes(100_000)).subarray(0, 50_000);
  let asked = () => {};
  const under = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const url = await listen((_, response) => {
    response.writeHead(201, { "content-encoding": "gzip" });
    response.write(half, () => asked());
  });
  const pending = adapter({ method: "POST", url, headers: {}, body: "{}" }, { timeoutMs: 60_000 });
  await under;
  // What has left the server has still to be read in the thread.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await adapter.close?.();
  expect(await pending).toMatchObject({ kind: "failure", code: "UND_ERR_DESTROYED", partial: { status: 201 } });
  expect(await adapter({ method: "GET", url, headers: {} }, { timeoutMs: 50 })).toMatchObject({
    kind: "failure",
    maybeDone: false,
  });
  await adapter.close?.();
});

test("closing does not wait for a connection that is never made", async () => {
  const adapter = openAdapter();
  const silent = createRawServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  open.push(() => void silent.close());
  // The address of a listening TCP server is an AddressInfo; the string form is for pipes.
  const { port } = silent.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/`;
  expect(await adapter({ method: "GET", url, headers: {} }, { timeoutMs: 300 })).toMatchObject({ fault: "time" });
  const beganMs = performance.now();
  await adapter.close?.();
  expect(performance.now() - beganMs).toBeLessThan(10_000);
});

test("what cannot be handed over fails by itself, and takes nothing else with it", async () => {
  const url = await listen((_, response) => response.end("{}"));
  // Headers are text; this is what a mistake in a caller looks like.
  const strange = { method: "GET", url, headers: { "x-odd": (() => 1) as unknown as string } };
  expect(await shared(strange, { timeoutMs: 60_000 })).toMatchObject({ kind: "failure", maybeDone: false });
  // No URL at all: the wire itself throws.
  const nowhere = { method: "GET", url: undefined as unknown as string, headers: {} };
  expect(await shared(nowhere, { timeoutMs: 60_000 })).toMatchObject({ kind: "failure" });
  expect(await shared({ method: "GET", url, headers: {} }, { timeoutMs: 60_000 })).toMatchObject({ status: 200 });
});

test("a transport over it records when each request was on the wire, between its own start and end", async () => {
  const url = await listen((_, response) => response.end("{}"));
  const transport = createTransport({
    target: { kind: "live", baseUrl: url, tokens: { A: "secret" }, assumedPerMinute: undefined },
    adapter: openAdapter(),
    clock: realClock,
  });
  for (let at = 0; at < 3; at++) {
    const { startUs, sentUs = 0, endUs, connectUs } = await transport.send({ method: "GET", path: "/users", as: "A" });
    expect(sentUs).toBeGreaterThanOrEqual(startUs);
    expect(endUs).toBeGreaterThanOrEqual(sentUs);
    expect(connectUs !== undefined).toBe(at === 0);
  }
});
