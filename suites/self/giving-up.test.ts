import { describe, expect, test } from "vitest";
import { accountLines, startLines, summaryLines, timeLines } from "../../src/cli/contract-text.ts";
import { runAgainst } from "./testing/run-against.ts";

/** What a run makes of a service that has nothing to say. */

type Handler = (request: Request) => Promise<Response> | Response;

const json = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
  new Response(body, { status, headers: { "content-type": "application/json; charset=utf-8", ...headers } });
const budget = { "x-ratelimit-limit": "90", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "60" };
const tooMany = '{"message":"Too many requests"}';
const asIs = (text: string) => text;
const plainStyle = { good: asIs, bad: asIs, doubt: asIs, faint: asIs, strong: asIs };
const never: Handler = () => new Promise<Response>(() => {});

describe("a service that says the same to everything ends the run at once", () => {
  test("429 with its headers: the run could not do its job, and says why", async () => {
    const { record, seconds } = await runAgainst(
      () => () => json(429, tooMany, { ...budget, "cache-control": "no-cache" }),
    );
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("answers 429 to everything") });
    expect(record.requests).toBeLessThan(10);
    expect(seconds).toBeLessThan(400);
  });

  test("429 without headers: that is a violation by itself", async () => {
    const { record, broken } = await runAgainst(() => () => json(429, tooMany));
    expect(record).toMatchObject({ outcome: "violated", reason: expect.stringContaining("429 to everything") });
    expect(broken).toContain("too-many-requests-shape");
    expect(record.requests).toBeLessThan(10);
  });

  test("500: that is a violation by itself", async () => {
    const { record, broken } = await runAgainst(() => () => json(500, '{"message":"x"}'));
    expect(record).toMatchObject({ outcome: "violated", reason: expect.stringContaining("500 to everything") });
    expect(broken).toEqual(["no-server-error"]);
    expect(record.requests).toBeLessThan(10);
  });

  test("an HTML page: a login or another address, and nothing of it is held against the service", async () => {
    const page = () => new Response("<!doctype html><p>hello", { headers: { "content-type": "text/html" } });
    const { record, broken } = await runAgainst(() => page);
    expect(record).toMatchObject({
      outcome: "unable",
      reason: expect.stringContaining("does GOREST_BASE_URL end in /public/v2?"),
    });
    expect(broken).toEqual([]);
    expect(record.verdicts.filter(({ kind }) => kind !== "not exercised")).toEqual([]);
    expect(record.requests).toBeLessThan(7);
  });

  test("nothing: the run could not do its job", async () => {
    const { record, seconds } = await runAgainst(() => never);
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("can't be reached") });
    expect(seconds).toBeLessThan(60);
  });

  test("nothing any more, after forty answers: the run ends before two minutes are over", async () => {
    let count = 0;
    const { record, seconds } = await runAgainst(
      (simulated) => (request) => (++count > 40 ? never(request) : simulated(request)),
      { budget: 90 },
    );
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("no complete answer within") });
    expect(seconds).toBeLessThan(120);
  });

  test("nothing to any create, however often it was sent: that is not green", async () => {
    const { record, broken } = await runAgainst(
      (simulated) => (request) => (request.method === "POST" ? never(request) : simulated(request)),
      { budget: 90 },
    );
    expect(broken).toEqual([]);
    expect(record).toMatchObject({ outcome: "unable", reason: expect.stringContaining("POST was sent") });
  });

  test("its tables of what was not exercised are left out", async () => {
    const { record } = await runAgainst(() => () => json(500, '{"message":"x"}'));
    expect(accountLines(record)).toEqual([]);
    const text = summaryLines(record, plainStyle);
    expect(text.length).toBeLessThan(20);
    expect(text.at(-1)).toMatch(/^the contract is violated: .* answers 500 to everything/);
  });
});

describe("a service that stops in the middle", () => {
  const after = (requests: number, then: Handler) => (simulated: Handler) => {
    let seen = 0;
    return (request: Request) => (++seen > requests ? then(request) : simulated(request));
  };

  test("is left alone after a dozen questions, and what is left there is told with what to do", async () => {
    const { record, seconds } = await runAgainst(after(60, never));
    expect(record.outcome).toBe("unable");
    expect(record.reason).toMatch(/1[2-9] times in a row no answer .*records are left, npm run sweep deletes them/);
    expect(record.records.left.length).toBeGreaterThan(0);
    expect(record.requests).toBeLessThan(100);
    expect(seconds).toBeLessThan(400);
  });

  test("is not given up for errors in a row when a plain question still gets an answer", async () => {
    const writesFail = (simulated: Handler) => (request: Request) =>
      request.method === "POST" ? json(500, '{"message":"x"}') : simulated(request);
    const { record } = await runAgainst(writesFail, { budget: 100 });
    expect(record).toMatchObject({ outcome: "violated" });
    expect(record.reason).toBeUndefined();
    expect(record.requests).toBeGreaterThan(50);
  });
});

test("a service that is slow, and whose limit is not what makes it so, is left in time and with nothing on it", async () => {
  const { record, seconds, left } = await runAgainst((simulated) => simulated, { limit: 3000, latencyMs: 2000 });
  expect(record).toMatchObject({ outcome: "holds" });
  expect(seconds).toBeLessThan(130);
  expect(left).toBe(0);
});

test("the time a run takes is told under the assumed limit, and the real one once it is known", () => {
  const target = { kind: "live" as const, baseUrl: "https://h/public/v2", tokens: ["A" as const], via: "the network" };
  expect(startLines({ target, budget: 240, seed: 1, seconds: 118 }).join("\n")).toContain(
    "about 1 min 58 s if the limit is 90 a minute",
  );
  expect(timeLines(300, { seconds: 40, requests: 240 }, false)).toEqual([
    "limit   300 requests a minute, by the service's own headers",
    "time    about 40 s; 240 requests fit into it",
  ]);
});
