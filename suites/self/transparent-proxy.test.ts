import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { realClock } from "../../src/contract/clock.ts";
import type { Exchange } from "../../src/contract/exchange.ts";
import { formats } from "../../src/report/formats.ts";
import { type Authority, createAuthority } from "../../src/session/certificate.ts";
import { type OpenOptions, openTarget } from "../../src/session/open-target.ts";
import { type ProxyRun, startProxyRun } from "../../src/session/proxy-run.ts";
import { renderRun } from "../../src/session/render-run.ts";
import { findRun, readRun } from "../../src/session/reports-dir.ts";
import { openRunFiles } from "../../src/session/run-files.ts";
import { readSettings } from "../../src/session/settings.ts";
import { findFault } from "../../src/simulator/faults.ts";
import { root } from "./testing/sources.ts";

/** The proxy as `npm run proxy` starts it with nothing set: the simulator answers in the place of gorest.co.in. */

const folder = mkdtempSync(join(tmpdir(), "gorest-transparent-"));
const caFile = join(folder, "ca.pem");
const token = "c0ffee".repeat(10).padEnd(64, "0");
const bearer = `Authorization: Bearer ${token}`;
let authority: Authority;
let proxy: ProxyRun;
let closeTarget: () => Promise<void>;
let exchanges: Exchange[] = [];
let refused: string[] = [];

beforeAll(async () => {
  authority = await createAuthority();
  writeFileSync(caFile, authority.caPem);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await proxy.close();
  await closeTarget();
});

const start = async (
  options: { readonly simulator?: OpenOptions["simulator"]; readonly passOthers?: boolean } = {},
) => {
  const open = await openTarget(readSettings({}), {
    clock: realClock,
    latencyMs: 0,
    simulator: { anyToken: true, limited: false, seed: 1, ...options.simulator },
  });
  exchanges = [];
  refused = [];
  proxy = await startProxyRun({
    open,
    authority,
    port: 0,
    seed: 1,
    baseUrl: "https://gorest.co.in/public/v2",
    addToken: false,
    rewrite: true,
    passOthers: options.passOthers === true,
    onAnswer: (exchange) => exchanges.push(exchange),
    onRefused: (what) => refused.push(what),
  });
  closeTarget = open.close;
  return open;
};

const portOf = () => Number(new URL(proxy.url).port);

test("a token of capital digits is a token of the simulator like any other", async () => {
  await start();
  const headers = { authorization: `Bearer ${token.toUpperCase()}` };
  for (const _ of [1, 2]) expect((await fetch(`${proxy.url}/public/v2/users`, { headers })).status).toBe(200);
  const { contract } = await proxy.end(false);
  expect(contract.outcome, JSON.stringify(contract.findings)).toBe("holds");
});

/** Sends bytes to the proxy's port, and reads until the other side closes. */
const talk = async (text: string): Promise<string> => {
  const socket = connect(portOf(), "127.0.0.1");
  let came = "";
  socket.on("data", (chunk: Buffer) => {
    came += chunk.toString("latin1");
  });
  socket.on("error", () => {});
  socket.write(text);
  // Closed with bytes of the request still unread, a connection is reset after the answer: once() would reject.
  await new Promise((resolve) => socket.once("close", resolve));
  return came;
};

/** A tunnel to the service's host, as a tool makes it. */
const tunnelTo = async (host: string): Promise<Socket> => {
  const socket = connect(portOf(), "127.0.0.1");
  socket.on("error", () => {});
  socket.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const [head] = await once(socket, "data");
  expect(String(head)).toMatch(/^HTTP\/1\.1 200 /);
  return socket;
};

const secured = async (socket: Socket, options: { readonly ca?: string } = {}): Promise<TLSSocket> => {
  const tls = connectTls({ socket, servername: "gorest.co.in", ca: authority.caPem, ...options });
  await once(tls, "secureConnect");
  return tls;
};

const read = async (socket: Socket): Promise<string> => {
  let came = "";
  socket.on("data", (chunk: Buffer) => {
    came += chunk.toString();
  });
  await once(socket, "close");
  return came;
};

test("a suite with the service's URL, a token and 401 tests in it passes unedited, is judged, and makes a whole run", async () => {
  const open = await start();
  const files = await openRunFiles({ reportsDir: folder, kind: "proxy", seed: 1 });
  open.transport.listen(files.onEvent);
  const child = spawn(
    process.execPath,
    ["--import", "./suites/self/suites/environment-proxy.mjs", "suites/self/suites/names-the-service.mjs"],
    {
      cwd: root,
      env: { PATH: process.env.PATH, HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: caFile },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = await once(child, "close");
  expect(code, said).toBe(0);

  const result = await proxy.end(false);
  expect(result.contract.outcome, JSON.stringify(result.contract.findings)).toBe("holds");
  const callers = result.proxy.callers.map(({ name, requests }) => `${name} ${requests}`);
  expect(callers).toEqual(["A 6", "anonymous 2", "invalid 1"]);
  expect(result.proxy.unspecified).toEqual([]);
  expect(result.contract.records).toMatchObject({ created: 1, deleted: 1 });
  const exercised = result.contract.verdicts.filter(({ kind }) => kind === "holds").map(({ rule }) => rule);
  expect(exercised).toEqual(expect.arrayContaining(["invalid-token-answers-401", "anonymous-create-answers-401"]));
  const idle = result.contract.verdicts.filter(({ kind }) => kind === "not exercised");
  for (const { reason } of idle) expect(reason).toBeTruthy();

  await files.finish({ target: open.info, ...result });
  const path = await findRun(folder, "latest");
  expect(await readRun(path)).toMatchObject({ proxy: { requests: 9 }, contract: { outcome: "holds" } });
  const perRequest = formats.map(({ id }) => id).filter((id) => id !== "hgrm");
  const written = await renderRun({ reportsDir: folder, path, formats: perRequest });
  for (const file of [...written, join(path, "exchanges.ndjson")])
    expect(readFileSync(file, "utf8"), file).not.toContain("6e4d1f6e4d1f");
  const page = readFileSync(join(path, "report.html"), "utf8");
  expect(page).toContain("Through the proxy");
  expect(page).toContain("Never exercised");
});

test("what a suite breaks is told with the request that broke it", async () => {
  const fault = findFault("delete-answers-200");
  if (fault === undefined) throw new Error("the fault is gone");
  await start({ simulator: { fault } });
  const send = (method: string, path: string, body?: string) =>
    fetch(`${proxy.url}/public/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body }),
    });
  const user = { name: "Ada", email: "ada@example.com", gender: "female", status: "active" };
  const created = await send("POST", "/users", JSON.stringify(user));
  expect(created.headers.get("location")).toMatch(`${proxy.url}/public/v2/users/`);
  const location = new URL(created.headers.get("location") ?? "");
  await send("DELETE", location.pathname.replace("/public/v2", ""));
  const { contract } = await proxy.end(false);
  expect(contract.outcome).toBe("violated");
  const finding = contract.findings.find(({ rule }) => rule.id === fault.breaks);
  expect(finding?.sequence.at(-1)).toMatch(/#2 A DELETE \/users\/\d+ → 200/);
  // Nothing would answer: the simulator was there for this run.
  expect([finding?.curl, finding?.notByScript]).toEqual(["", "the simulator has ended with the run"]);
});

test("http for the service's host is answered with or without a tunnel; other hosts are not, and that is told", async () => {
  await start();
  const close = "Connection: close\r\n\r\n";
  const whole = await talk(`GET http://gorest.co.in/public/v2/users?page=1 HTTP/1.1\r\nHost: gorest.co.in\r\n${close}`);
  expect(whole).toMatch(/^HTTP\/1\.1 200 /);
  expect(whole).toMatch(/x-links-next: http:\/\/gorest\.co\.in\/public\/v2\/users\?page=2/i);
  const plain = await tunnelTo("gorest.co.in:80");
  plain.write(`GET /public/v2/users HTTP/1.1\r\nHost: gorest.co.in\r\n${close}`);
  expect(await read(plain)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await talk(`GET http://example.com/x?secret HTTP/1.1\r\nHost: example.com\r\n${close}`)).toMatch(/ 403 /);
  expect(await talk("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n")).toMatch(
    / 403 [\s\S]*one host only/,
  );
  expect(await talk("CONNECT nonsense HTTP/1.1\r\nHost: x\r\n\r\n")).toMatch(/ 403 /);
  expect(refused).toEqual(["GET http://example.com/x", "CONNECT example.com:443", "CONNECT nonsense"]);
  expect(exchanges).toHaveLength(2);
});

test("by a flag other hosts are let through, unseen", async () => {
  await start({ passOthers: true });
  const seen: string[] = [];
  const { createServer } = await import("node:http");
  const other = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    response.end("other");
  }).listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const close = `Host: ${host}\r\nConnection: close\r\n\r\n`;
  expect(await talk(`GET http://${host}/a HTTP/1.1\r\n${close}`)).toMatch(/other$/);
  const tunnel = await tunnelTo(host);
  tunnel.write(`GET /b HTTP/1.1\r\n${close}`);
  expect(await read(tunnel)).toMatch(/other$/);
  expect(await talk("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: x\r\n\r\n")).toMatch(/ 502 /);
  other.close();
  expect(seen).toEqual(["GET /a", "GET /b"]);
  expect(exchanges).toEqual([]);
});

test("a path of the host outside the API reaches it, and is told as not judged", async () => {
  await start();
  const tls = await secured(await tunnelTo("gorest.co.in:443"));
  tls.write("GET /public/v1/users/12 HTTP/1.1\r\nHost: gorest.co.in\r\nConnection: close\r\n\r\n");
  expect(await read(tls)).toMatch(/^HTTP\/1\.1 404 /);
  expect(exchanges[0]?.request.url).toMatch(/\/public\/v1\/users\/12$/);
  expect((await proxy.end(false)).proxy.unspecified).toEqual([{ what: "GET /public/v1/users/{id}", times: 1 }]);
});

test("odd and hostile clients are answered, refused or let go, and the proxy serves on", async () => {
  await start();
  const host = `Host: ${new URL(proxy.url).host}`;
  const close = "Connection: close\r\n\r\n";
  expect(await talk("nonsense\r\n\r\n")).toMatch(/ 400 /);
  expect(await talk(`GET /users HTTP/1.1\r\n${host}\r\nX-Big: ${"x".repeat(100_000)}\r\n${close}`)).toMatch(/ 431 /);
  expect(await talk(`GET /users HTTP/1.0\r\n\r\n`)).toMatch(/ 200 /);
  expect(await talk(`HEAD /users HTTP/1.1\r\n${host}\r\n${close}`)).toMatch(/ 200 [\s\S]*\r\n\r\n$/);
  expect(await talk(`OPTIONS * HTTP/1.1\r\n${host}\r\n${close}`)).toMatch(/ 400 /);
  const upgrade = `Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n\r\n`;
  expect(await talk(`GET /users HTTP/1.1\r\n${host}\r\n${upgrade}`)).toMatch(/^HTTP\/1\.1 200 /);
  const json = "Content-Type: application/json\r\nTransfer-Encoding: chunked";
  const chunked = `${bearer}\r\n${json}\r\nExpect: 100-continue\r\n${close}8\r\n{"name":\r\n5\r\n"Ad"}\r\n0\r\n\r\n`;
  expect(await talk(`POST /users HTTP/1.1\r\n${host}\r\n${chunked}`)).toMatch(/^HTTP\/1\.1 100 [\s\S]* 422 /);
  const two = `GET /users/1 HTTP/1.1\r\n${host}\r\n\r\nGET /users HTTP/1.1\r\n${host}\r\n${close}`;
  expect(await talk(two)).toMatch(/ 404 [\s\S]* 200 /);
  expect(
    await talk(`GET /users HTTP/1.1\r\n${host}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n${close}`),
  ).toMatch(/ 400 /);
  // A body that breaks off, a tunnel that is dropped in the handshake, garbage in one, and one that is kept idle.
  const broken = connect(portOf(), "127.0.0.1");
  broken.write(`POST /users HTTP/1.1\r\n${host}\r\nContent-Length: 100\r\n\r\n{`);
  await sleep(20);
  broken.resetAndDestroy();
  (await tunnelTo("gorest.co.in:443")).write(Buffer.from([0x16, 0x03, 0x01]));
  const garbage = await tunnelTo("gorest.co.in:443");
  garbage.write("garbage\r\n\r\n");
  expect(await read(garbage)).toMatch(/ 400 /);
  (await tunnelTo("gorest.co.in:443")).resetAndDestroy();
  const idle = await secured(await tunnelTo("gorest.co.in:443"));
  idle.on("error", () => {});
  // A tool that does not trust the certificate.
  const strange = await tunnelTo("gorest.co.in:443");
  const distrusting = connectTls({ socket: strange, servername: "gorest.co.in" });
  await once(distrusting, "error");
  strange.destroy();
  await expect.poll(() => refused.some((what) => /^TLS with gorest\.co\.in, /.test(what))).toBe(true);

  expect((await fetch(`${proxy.url}/users`)).status).toBe(200);
  const gone = once(idle, "close");
  const { contract } = await proxy.end(false);
  await gone;
  expect(contract.findings).toEqual([]);
  expect(JSON.stringify(exchanges)).not.toContain(token);
});

test("how long requests were held is told, and which timeout a tool needs; two tokens have two budgets", async () => {
  await start({ simulator: { limited: true, limit: 4, windowS: 1.2 } });
  const ask = (as: string) => fetch(`${proxy.url}/users`, { headers: { authorization: `Bearer ${as}` } });
  const other = token.replace("c0", "d1");
  const statuses = await Promise.all([...Array.from({ length: 6 }, () => ask(token)), ask(other)]);
  expect(statuses.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 200));
  const { callers, timeoutS } = (await proxy.end(false)).proxy;
  expect(callers.map(({ name, requests, refused: no }) => [name, requests, no])).toEqual([
    ["A", 6, 0],
    ["token 2", 1, 0],
  ]);
  expect(callers[0]?.longestHeldMs).toBeGreaterThan(100);
  expect(callers[1]?.longestHeldMs).toBeLessThan(callers[0]?.longestHeldMs ?? 0);
  expect([undefined, 30]).toContain(timeoutS);
});
