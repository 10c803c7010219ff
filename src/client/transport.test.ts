import { expect, test } from "vitest";
import { virtualClock } from "../contract/clock.ts";
import type { Answer, HistoryEvent } from "../contract/exchange.ts";
import type { Target } from "../contract/target.ts";
import { ConfigurationError } from "./errors.ts";
import type { AdapterRequest } from "./http/adapter.ts";
import type { Pacer } from "./pacing/pacer.ts";
import { createTransport, type TransportOptions } from "./transport.ts";

const secret = "3f9a7c1e5b8d2f604a";
const target: Target = {
  kind: "simulator",
  baseUrl: "http://simulator/public/v2/",
  tokens: { A: secret },
  assumedPerMinute: undefined,
};
const answer: Answer = { kind: "answer", status: 200, headers: [["x-request-id", "1"]], body: "[]" };

const make = (options: Partial<TransportOptions> = {}) => {
  const wired: AdapterRequest[] = [];
  const events: HistoryEvent[] = [];
  const transport = createTransport({
    target,
    clock: virtualClock(),
    adapter: async (request) => {
      wired.push(request);
      return answer;
    },
    ...options,
  });
  transport.listen((event) => events.push(event));
  return { transport, wired, events };
};

test("the token travels as a bearer token and is in no record", async () => {
  const { transport, wired, events } = make();
  await transport.send({ method: "GET", path: "/users?page=2", as: "A" });
  expect(wired[0]).toMatchObject({
    url: "http://simulator/public/v2/users?page=2",
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(JSON.stringify(events)).not.toContain(secret);
});

test("an anonymous caller sends no credential, and one without a token is told what to set", async () => {
  const { transport, wired } = make();
  await transport.send({ method: "GET", path: "/users", as: "anonymous", headers: { authorization: "Bearer x" } });
  expect(wired[0]?.headers).not.toHaveProperty("authorization");
  await expect(transport.send({ method: "GET", path: "/users", as: "B" })).rejects.toThrow(ConfigurationError);
  await expect(transport.send({ method: "GET", path: "/users", as: "B" })).rejects.toThrow(/GOREST_SECOND_TOKEN/);
});

test("a server that echoes the token does not get it recorded", async () => {
  const { transport } = make({
    adapter: async () => ({
      ...answer,
      headers: [["x-echo", `Bearer ${secret.toUpperCase()}`]],
      body: `{"you":"${secret}"}`,
    }),
  });
  const { outcome } = await transport.send({ method: "GET", path: `/users?access-token=${secret}`, as: "A" });
  expect(outcome).toMatchObject({ headers: [["x-echo", "Bearer <token>"]], body: '{"you":"<token>"}' });
});

test("sent and done events come in order, numbered from 1 at the moment of sending", async () => {
  const { transport, events } = make();
  await Promise.all([
    transport.send({ method: "GET", path: "/users", as: "A" }),
    transport.send({ method: "POST", path: "/users", as: "A", body: "{}", purpose: "create", attempt: 2 }),
  ]);
  expect(
    events.map((event) => (event.type === "sent" ? `sent ${event.sent.seq}` : `done ${event.exchange.seq}`)),
  ).toEqual(["sent 1", "sent 2", "done 1", "done 2"]);
  const [, second] = events;
  expect(second?.type === "sent" && second.sent).toMatchObject({
    purpose: "create",
    attempt: 2,
    request: { token: "A", body: "{}", headers: expect.arrayContaining([["content-type", "application/json"]]) },
  });
});

test("a listener that throws disturbs neither the traffic nor the others", async () => {
  const { transport, events } = make();
  transport.listen(() => {
    throw new Error("mine");
  });
  const late: string[] = [];
  const stop = transport.listen((event) => late.push(event.type));
  await transport.send({ method: "GET", path: "/users", as: "A" });
  stop();
  await transport.send({ method: "GET", path: "/users", as: "A" });
  expect(late).toEqual(["sent", "done"]);
  expect(events).toHaveLength(4);
});

test("what must be written first is written before the request leaves, and when it cannot be, nothing leaves", async () => {
  const order: string[] = [];
  let full = false;
  const { transport, events } = make({
    beforeSend: ({ seq }) => {
      order.push(`journal ${seq}`);
      if (full) throw new Error("disk full");
    },
    adapter: async () => {
      order.push("wire");
      return answer;
    },
  });
  await transport.send({ method: "POST", path: "/users", as: "A", body: "{}" });
  full = true;
  await expect(transport.send({ method: "POST", path: "/users", as: "A", body: "{}" })).rejects.toThrow("disk full");
  full = false;
  await transport.send({ method: "GET", path: "/users", as: "A" });
  expect(order).toEqual(["journal 1", "wire", "journal 2", "journal 2", "wire"]);
  expect(events.filter((event) => event.type === "sent")).toHaveLength(2);
});

test("a caller that gives up while it waits for its turn sends nothing", async () => {
  const log: string[] = [];
  const ticket = { number: 0, doneBefore: 0, lateUs: 0 };
  const pacer: Pacer = {
    acquire: (_, signal) =>
      new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    force: () => {
      log.push("force");
      return ticket;
    },
    release: () => log.push("release"),
    observe: () => log.push("observe"),
    pause: async () => {},
    view: () => ({ limit: undefined, remaining: undefined, sent: 0, windowS: 60, paceMs: 0, waitMs: 0, waiting: 0 }),
  };
  const { transport, wired } = make({ pacer });
  const stop = new AbortController();
  const call = transport.send({ method: "GET", path: "/users", as: "A", signal: stop.signal });
  stop.abort(new Error("enough"));
  await expect(call).rejects.toThrow("enough");
  expect(wired).toHaveLength(0);
  await transport.send({ method: "GET", path: "/users", as: "A", pace: "now" });
  expect(log).toEqual(["force", "observe"]);
});

test("a path a driver made up is sent as printable ASCII", async () => {
  const { transport, wired } = make();
  await transport.send({ method: "GET", path: "/users?name=ż \u0000#\ud800%41", as: "A" });
  expect(wired[0]?.url).toBe("http://simulator/public/v2/users?name=%C5%BC%20%00%23%EF%BF%BD%41");
});

test("a base URL that is none is refused at once", () => {
  expect(() => make({ target: { ...target, baseUrl: "nonsense" } })).toThrow(/GOREST_BASE_URL/);
});
