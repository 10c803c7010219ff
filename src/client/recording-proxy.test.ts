import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { realClock } from "../contract/clock.ts";
import type { Answer, Exchange, Failure } from "../contract/exchange.ts";
import type { Target } from "../contract/target.ts";
import type { AdapterRequest } from "./http/adapter.ts";
import { createPacer } from "./pacing/pacer.ts";
import { type RecordingProxy, type RecordingProxyOptions, startRecordingProxy } from "./recording-proxy.ts";
import { createTransport } from "./transport.ts";

const secret = "a-token-nobody-may-see";
const target: Target = {
  kind: "simulator",
  baseUrl: "http://upstream/public/v2",
  tokens: { A: secret, B: "another-token" },
  assumedPerMinute: undefined,
};
const proxies: RecordingProxy[] = [];
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
});

const open = async (
  answer: (request: AdapterRequest) => Answer | Failure | Promise<Answer | Failure>,
  options: Partial<RecordingProxyOptions> & { readonly perMinute?: number } = {},
) => {
  const wired: AdapterRequest[] = [];
  const exchanges: Exchange[] = [];
  const { perMinute, ...rest } = options;
  const transport = createTransport({
    target,
    clock: realClock,
    adapter: async (request) => {
      wired.push(request);
      return answer(request);
    },
    ...(perMinute === undefined
      ? {}
      : { pacer: createPacer({ clock: realClock, kind: "even", share: 1, assumedPerMinute: perMinute }) }),
  });
  transport.listen((event) => event.type === "done" && exchanges.push(event.exchange));
  const proxy = await startRecordingProxy({ transport, ...rest });
  proxies.push(proxy);
  return { proxy, wired, exchanges };
};
const ok: Answer = { kind: "answer", status: 200, headers: [["content-type", "application/json"]], body: "[]" };

test("a request goes upstream with the token and without what names the caller's side", async () => {
  const { proxy, wired, exchanges } = await open(() => ok);
  const response = await fetch(`${proxy.url}/users?page=2`, {
    method: "POST",
    body: "{}",
    headers: { "x-gorest-as": "B", authorization: "Bearer of the tool", "x-own": "1", "x-intended-us": "12" },
  });
  expect(response.status).toBe(200);
  expect(wired[0]).toMatchObject({
    method: "POST",
    url: "http://upstream/public/v2/users?page=2",
    body: "{}",
    headers: { authorization: "Bearer another-token", "x-own": "1" },
  });
  expect(Object.keys(wired[0]?.headers ?? {})).not.toEqual(
    expect.arrayContaining(["x-gorest-as", "x-intended-us", "host"]),
  );
  expect(exchanges[0]).toMatchObject({ intendedUs: 12, request: { token: "B" } });
});

test("the answer comes back raw but for the hop and the coding", async () => {
  const { proxy } = await open(() => ({
    kind: "answer",
    status: 422,
    headers: [
      ["x-a", "1"],
      ["x-a", "2"],
      ["content-encoding", "gzip"],
      ["content-length", "999"],
      ["connection", "close, x-hop"],
      ["x-hop", "1"],
      ["x-bad", "a\u0000b"],
    ],
    body: "ż",
  }));
  const response = await fetch(`${proxy.url}/users`);
  expect(response.status).toBe(422);
  expect(await response.text()).toBe("ż");
  expect(response.headers.get("x-a")).toBe("1, 2");
  expect(response.headers.get("content-length")).toBe("2");
  for (const name of ["content-encoding", "x-hop", "x-bad"]) expect(response.headers.has(name)).toBe(false);
});

/** Asks with headers that fetch would not let a caller set. */
const askRaw = (proxy: RecordingProxy, headers: Record<string, string>) =>
  new Promise<{ readonly status: number | undefined; readonly body: string }>((resolve, reject) => {
    httpRequest(`${proxy.url}/users`, { headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode, body }));
    })
      .on("error", reject)
      .end();
  });

test("another host than its own is refused, and so is an unknown alias", async () => {
  const { proxy, wired } = await open(() => ok);
  expect((await askRaw(proxy, { host: "evil.example" })).status).toBe(421);
  expect((await askRaw(proxy, { "x-gorest-as": "root" })).status).toBe(400);
  expect(wired).toHaveLength(0);
});

test.each([
  ["another origin", { origin: "https://evil.example" }],
  ["another port of this machine", { origin: "http://127.0.0.1:1" }],
  ["a file or a sandbox", { origin: "null" }],
  ["another site, where no Origin is sent", { "sec-fetch-site": "cross-site" }],
] as const)("a web page of %s is refused and told why in JSON", async (_, headers) => {
  const { proxy, wired } = await open(() => ok);
  const { status, body } = await askRaw(proxy, headers);
  expect(status).toBe(403);
  expect(JSON.parse(body)).toEqual({
    message: expect.stringMatching(/web pages of another (origin|site) may not use it/),
  });
  expect(wired).toHaveLength(0);
});

test("a page of the proxy's own origin passes, and so does a tool that names none", async () => {
  const { proxy, wired } = await open(() => ok);
  const byName = proxy.url.replace("127.0.0.1", "localhost");
  const allowed: readonly Record<string, string>[] = [
    { origin: proxy.url },
    { origin: byName, "sec-fetch-site": "same-origin" },
    {},
  ];
  for (const headers of allowed) expect((await askRaw(proxy, headers)).status).toBe(200);
  expect(wired).toHaveLength(3);
});

test("nothing is sent for a caller that has gone while it waited", async () => {
  const { proxy, wired } = await open(() => ok, { perMinute: 150 });
  const ask = `GET /users HTTP/1.1\r\nHost: ${new URL(proxy.url).host}\r\n\r\n`;
  await fetch(`${proxy.url}/users`, { headers: { "x-gorest-as": "anonymous" } });
  await fetch(`${proxy.url}/users`, { headers: { "x-gorest-as": "A" } });
  const before = wired.length;
  const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1", () => {
    socket.write(ask);
    setTimeout(() => socket.destroy(), 60);
  });
  await realClock.sleep(700);
  expect(wired).toHaveLength(before);
});

test("a request that has left is seen through although its caller has gone", async () => {
  const { proxy, exchanges, wired } = await open(async () => {
    await realClock.sleep(150);
    return ok;
  });
  const stop = new AbortController();
  const call = fetch(`${proxy.url}/users`, { signal: stop.signal });
  while (wired.length === 0) await realClock.sleep(5);
  stop.abort();
  await expect(call).rejects.toThrow();
  await realClock.sleep(250);
  expect(exchanges[0]?.outcome.kind).toBe("answer");
});

test("a schedule holds each request until its slot", async () => {
  const startUs = realClock.nowUs() + 50_000;
  let slot = 0;
  const { proxy, exchanges } = await open(() => ok, { schedule: () => startUs + slot++ * 40_000 });
  await Promise.all([1, 2, 3].map(() => fetch(`${proxy.url}/users`)));
  // A busy machine may let two go at once, in either order.
  const sent = exchanges.toSorted((a, b) => (a.intendedUs ?? 0) - (b.intendedUs ?? 0));
  expect(sent.map(({ intendedUs }) => intendedUs)).toEqual([startUs, startUs + 40_000, startUs + 80_000]);
  for (const { startUs: leftUs, intendedUs } of sent) expect(leftUs).toBeGreaterThanOrEqual((intendedUs ?? 0) - 2000);
});

test("a failure upstream is a 502, a timeout a 504", async () => {
  const failure: Failure = {
    kind: "failure",
    fault: "transport",
    message: "the connection was reset",
    maybeDone: true,
  };
  const { proxy } = await open(({ url }) => ({ ...failure, fault: url.endsWith("late") ? "time" : "transport" }));
  expect((await fetch(`${proxy.url}/users`)).status).toBe(502);
  expect((await fetch(`${proxy.url}/late`)).status).toBe(504);
});

describe("a tool that knows nothing of the proxy", () => {
  const own = "c0ffee".repeat(10).padEnd(64, "1");
  const bearer = { authorization: `Bearer ${own}` };
  const counted: Answer = { ...ok, headers: [...ok.headers, ["x-ratelimit-limit", "90"]] };
  const refused: Answer = { ...ok, status: 401, body: '{"message":"Invalid token"}' };
  const openFor = (answer: Parameters<typeof open>[0], tools: Partial<RecordingProxyOptions["tools"]> = {}) =>
    open(answer, { tools: { tokens: target.tokens, addToken: false, ...tools } });

  test("its message passes as it came, its own token or none in it, and nothing is added", async () => {
    const { proxy, wired, exchanges } = await openFor(() => counted);
    const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
    const head = `Host: ${new URL(proxy.url).host}\r\nAccept-Encoding: zstd, gzip;q=0.5\r\nX-Own: 1\r\nContent-Length: 2`;
    socket.write(
      `POST /users HTTP/1.1\r\n${head}\r\nAuthorization: bearer  ${own}\r\n\r\nhiGET /users HTTP/1.0\r\n\r\n`,
    );
    await once(socket.resume(), "close");
    const [first, second] = wired.toSorted((a, b) => b.method.localeCompare(a.method));
    expect(first?.headers).toEqual({ authorization: `bearer  ${own}`, "accept-encoding": "gzip;q=0.5", "x-own": "1" });
    expect(second?.headers).toEqual({});
    expect(exchanges.map(({ request }) => request.token).sort()).toEqual(["anonymous", "unknown"]);
    expect(JSON.stringify(exchanges)).not.toContain(own);
  });

  test("the first token that is accepted is A, a refused one invalid, and further ones are nobody known", async () => {
    const other = own.replace("c0", "d1");
    const wrong = own.replace("c0", "e2");
    const { proxy, exchanges } = await openFor(({ headers }) =>
      headers.authorization?.endsWith(wrong) ? refused : counted,
    );
    for (const token of [wrong, own, wrong, own, other, other, "undefined"])
      await fetch(`${proxy.url}/users`, { headers: { authorization: `Bearer ${token}` } });
    expect(exchanges.map(({ request }) => request.token)).toEqual([
      "invalid",
      "A",
      "invalid",
      "A",
      "unknown",
      "unknown",
      "unknown",
    ]);
  });

  test("a token of the target has its alias from the start; a page of the gateway's says nothing of a token", async () => {
    const denied: Answer = { ...ok, status: 401, headers: [["server", "cloudflare"]], body: "<html>Log in</html>" };
    let gateway = true;
    const { proxy, exchanges } = await openFor(() => (gateway ? denied : counted));
    const ask = (token: string) => fetch(`${proxy.url}/users`, { headers: { authorization: `Bearer ${token}` } });
    await ask(own);
    gateway = false;
    for (const token of [own, "another-token", own]) await ask(token);
    expect(exchanges.map(({ request }) => request.token)).toEqual(["unknown", "unknown", "B", "A"]);
  });

  test("requests of a new token go one at a time until the first is answered, also when its caller goes", async () => {
    const waiting: (() => void)[] = [];
    const { proxy, wired, exchanges } = await openFor(
      () => new Promise<Answer>((resolve) => waiting.push(() => resolve(counted))),
    );
    const stop = new AbortController();
    const calls = [stop.signal, undefined, undefined].map((signal) =>
      fetch(`${proxy.url}/users`, { headers: bearer, ...(signal === undefined ? {} : { signal }) }).catch(() => {}),
    );
    await expect.poll(() => wired.length).toBe(1);
    stop.abort();
    waiting.shift()?.();
    await expect.poll(() => wired.length).toBe(3);
    for (const answer of waiting) answer();
    await Promise.all(calls);
    expect(exchanges.map(({ request }) => request.token)).toEqual(["A", "A", "A"]);
  });

  test("where the service tells nothing of a token, its requests do not wait for one another", async () => {
    const page: Answer = { ...ok, headers: [["content-type", "text/html"]] };
    const waiting: (() => void)[] = [];
    const { proxy } = await openFor(() => new Promise<Answer>((resolve) => waiting.push(() => resolve(page))));
    const calls = [1, 2, 3, 4].map(() => fetch(`${proxy.url}/users`, { headers: bearer }));
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    await expect.poll(() => waiting.length).toBe(4);
    for (const answer of waiting) answer();
    await Promise.all(calls);
  });

  test("a token is added only when asked and only where none is sent, and to no page of another origin", async () => {
    const { proxy, wired, exchanges } = await openFor(() => counted, { addToken: true });
    await fetch(`${proxy.url}/users`);
    await fetch(`${proxy.url}/users`, { headers: { authorization: "" } });
    await fetch(`${proxy.url}/users?access-token=${own}`);
    const page = { origin: "https://evil.example" };
    expect((await askRaw(proxy, page)).status).toBe(403);
    expect((await askRaw(proxy, { ...page, ...bearer })).status).toBe(200);
    expect(wired.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${secret}`,
      undefined,
      undefined,
      bearer.authorization,
    ]);
    expect(exchanges.map(({ request }) => request.token)).toEqual(["A", "unknown", "unknown", "unknown"]);
    expect(JSON.stringify(exchanges)).not.toContain(own);
  });

  test("an echo of its token is not in the record, and the tool gets it all the same", async () => {
    const { proxy, exchanges } = await openFor(() => ({ ...counted, body: JSON.stringify({ seen: own }) }));
    const response = await fetch(`${proxy.url}/users`, { headers: bearer });
    expect(await response.text()).toContain(own);
    expect(JSON.stringify(exchanges)).not.toContain(own);
  });

  test.each([
    ["/users", "/public/v2/users"],
    ["/public/v2/users?page=2", "/public/v2/users?page=2"],
    ["/public/v2?x", "/public/v2?x"],
    ["/public/v1/users", "/public/v1/users"],
    ["/public/v2users", "/public/v2users"],
    ["/public//v2/users", "/public//v2/users"],
    ["//users", "/public/v2//users"],
    ["//public/v2/users", "//public/v2/users"],
    ["/publicity", "/public/v2/publicity"],
  ])("%s is %s of the target", async (asked, path) => {
    const { proxy, wired } = await openFor(() => ok);
    await fetch(proxy.url + asked);
    expect(wired[0]?.url).toBe(`http://upstream${path}`);
  });

  test("headers that lead to the target lead to the proxy; the record keeps what was sent", async () => {
    const next = "http://upstream/public/v2/users?page=2";
    const links: Answer = {
      ...ok,
      headers: [
        ["x-links-next", next],
        ["link", `<${next}>; rel="next", <https://upstream.example/x>; rel="other"`],
        ["location", "https://upstream/public/v2/users/1"],
        ["x-other", next],
      ],
    };
    const { proxy, exchanges } = await openFor(() => links);
    const { headers } = await fetch(`${proxy.url}/users`);
    expect(headers.get("x-links-next")).toBe(`${proxy.url}/public/v2/users?page=2`);
    expect(headers.get("link")).toBe(
      `<${proxy.url}/public/v2/users?page=2>; rel="next", <https://upstream.example/x>; rel="other"`,
    );
    expect(headers.get("location")).toBe(`${proxy.url}/public/v2/users/1`);
    expect(headers.get("x-other")).toBe(next);
    expect(exchanges[0]?.outcome).toMatchObject({ headers: links.headers });

    const plain = await openFor(() => links, { rewrite: false });
    expect((await fetch(`${plain.proxy.url}/users`)).headers.get("x-links-next")).toBe(next);
  });

  test("a body that is no text is refused, since it could not be passed on as it was", async () => {
    const { proxy, wired } = await openFor(() => ok);
    const response = await fetch(`${proxy.url}/users`, { method: "POST", body: Buffer.from([0xff, 0xfe]) });
    expect(response.status).toBe(415);
    expect(wired).toHaveLength(0);
  });
});
