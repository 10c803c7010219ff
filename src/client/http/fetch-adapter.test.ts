import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { virtualClock } from "../../contract/clock.ts";
import { fetchAdapter } from "./fetch-adapter.ts";

const request = { method: "GET", url: "http://simulator/users", headers: {} };

test("a handler's answer comes back raw", async () => {
  const adapter = fetchAdapter(
    () =>
      new Response(gzipSync("[]"), {
        status: 200,
        headers: [
          ["content-encoding", "gzip"],
          ["x-a", "1"],
        ],
      }),
    { clock: virtualClock() },
  );
  expect(await adapter(request, { timeoutMs: 1000 })).toMatchObject({
    kind: "answer",
    status: 200,
    body: "[]",
    headers: expect.arrayContaining([["x-a", "1"]]),
  });
});

test("a handler that never answers is given up by the injected clock", async () => {
  const clock = virtualClock();
  const adapter = fetchAdapter(() => new Promise(() => {}), { clock });
  expect(await adapter(request, { timeoutMs: 10_000 })).toMatchObject({
    kind: "failure",
    fault: "time",
    maybeDone: true,
  });
  expect(clock.nowUs()).toBe(10_000_000);
});

test("a handler that throws is a failure", async () => {
  const adapter = fetchAdapter(
    () => {
      throw Object.assign(new Error("gone"), { code: "ECONNRESET" });
    },
    { clock: virtualClock() },
  );
  expect(await adapter(request, { timeoutMs: 10 })).toMatchObject({
    kind: "failure",
    code: "ECONNRESET",
    maybeDone: true,
  });
});

test("a body that breaks off keeps what had arrived", async () => {
  const adapter = fetchAdapter(
    () => {
      let pulls = 0;
      return new Response(
        new ReadableStream({
          pull(controller) {
            if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('{"id":'));
            else controller.error(new Error("reset"));
          },
        }),
      );
    },
    { clock: virtualClock() },
  );
  expect(await adapter(request, { timeoutMs: 10 })).toMatchObject({
    kind: "failure",
    fault: "transport",
    partial: { status: 200, body: '{"id":' },
  });
});

test("parallel calls interleave, the same way for the same seed", async () => {
  const run = async (seed: number) => {
    const clock = virtualClock();
    const arrivals: string[] = [];
    const adapter = fetchAdapter(
      (received) => {
        arrivals.push(new URL(received.url).pathname);
        return new Response(null, { status: 204 });
      },
      { clock, latencyMs: 20, seed },
    );
    await Promise.all(
      [1, 2, 3, 4, 5, 6].map((n) => adapter({ ...request, url: `http://simulator/${n}` }, { timeoutMs: 1000 })),
    );
    return { arrivals, tookUs: clock.nowUs() };
  };
  const once = await run(7);
  expect(await run(7)).toEqual(once);
  expect(once.arrivals).not.toEqual(["/1", "/2", "/3", "/4", "/5", "/6"]);
  expect(once.tookUs).toBeLessThanOrEqual(30_000);
});
