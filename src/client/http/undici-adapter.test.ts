import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createRawServer, type Socket } from "node:net";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import type { Answer, Failure } from "../../contract/exchange.ts";
import { undiciAdapter } from "./undici-adapter.ts";

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const urlOf = (server: { address(): unknown }) => {
  // The address of a listening TCP server is an AddressInfo; the string form is for pipes.
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};
const listen = async (handler: RequestListener): Promise<string> => {
  const server: Server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return urlOf(server);
};
const listenRaw = async (onRequest: (socket: Socket) => void): Promise<string> => {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => onRequest(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return urlOf(server);
};
const get = async (url: string, timeoutMs = 2000, signal?: AbortSignal): Promise<Answer | Failure> => {
  const adapter = undiciAdapter();
  open.push(() => adapter.close?.());
  return adapter({ method: "GET", url, headers: {} }, { timeoutMs, ...(signal === undefined ? {} : { signal }) });
};

test.each(["127.0.0.1", "::1"])("a server that listens on %s alone is found at localhost", async (address) => {
  const server = createServer((_, response) => response.end("here"));
  const listening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(0, address, () => resolve(true));
  });
  // A machine without IPv6 has no ::1, and nobody to find there.
  if (!listening) return expect(address).toBe("::1");
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  expect(await get(urlOf(server).replace("127.0.0.1", "localhost"))).toMatchObject({ kind: "answer", body: "here" });
});

test("nothing at localhost is said plainly, and nothing was sent", async () => {
  expect(await get("http://localhost:1/")).toMatchObject({
    code: "ECONNREFUSED",
    message: expect.stringContaining("nothing accepts connections there"),
    maybeDone: false,
  });
});

test("an answer comes back raw: status, every header pair in order, body text", async () => {
  const url = await listen((_, response) => {
    response.writeHead(
      418,
      [
        ["X-Two", "1"],
        ["x-two", "2"],
        ["Date", "now"],
      ].flat(),
    );
    response.end("żółć 😀");
  });
  const answer = await get(`${url}/users?page=1`);
  expect(answer).toMatchObject({ kind: "answer", status: 418, body: "żółć 😀" });
  expect(answer.kind === "answer" && answer.headers.slice(0, 3)).toEqual([
    ["x-two", "1"],
    ["x-two", "2"],
    ["date", "now"],
  ]);
  expect(answer).not.toHaveProperty("mangled");
  expect(answer).not.toHaveProperty("cut");
});

test("blanks around the value of a header are no part of it, those within are", async () => {
  const url = await listenRaw((socket) => socket.end("HTTP/1.1 204 No Content\r\nX-One:\t a  b \t\r\nX-Two: \r\n\r\n"));
  expect(await get(url)).toMatchObject({
    headers: [
      ["x-one", "a  b"],
      ["x-two", ""],
    ],
  });
});

test.each([
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
] as const)("a body coded as %s is read through its coding", async (coding, encode) => {
  const url = await listen((_, response) => {
    response.writeHead(200, { "content-encoding": coding });
    response.end(encode(Buffer.from('{"a":"ż"}')));
  });
  expect(await get(url)).toMatchObject({ kind: "answer", body: '{"a":"ż"}' });
});

test("a compressed bomb is cut at 10 MiB", async () => {
  const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024, "a"));
  const url = await listen((_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end(bomb);
  });
  const answer = await get(url, 10_000);
  expect(answer).toMatchObject({ kind: "answer", cut: true });
  expect(answer.kind === "answer" && answer.body.length).toBe(10 * 1024 * 1024);
});

test("an endless body is cut at 10 MiB and not read on", async () => {
  const url = await listen((_, response) => {
    const chunk = Buffer.alloc(1024 * 1024, "b");
    const pump = () => {
      while (response.write(chunk));
    };
    response.on("drain", pump);
    pump();
  });
  const answer = await get(url, 10_000);
  expect(answer).toMatchObject({ kind: "answer", status: 200, cut: true });
  expect(answer.kind === "answer" && answer.body.length).toBe(10 * 1024 * 1024);
});

test("bytes that are no UTF-8 are marked", async () => {
  const url = await listen((_, response) => response.end(Buffer.from([0x7b, 0xff, 0x7d])));
  expect(await get(url)).toMatchObject({ kind: "answer", mangled: true, body: "{\ufffd}" });
});

test("a body mislabelled as gzip is a failure that keeps the head", async () => {
  const url = await listen((_, response) => {
    response.writeHead(200, { "content-encoding": "gzip" });
    response.end("plain");
  });
  expect(await get(url)).toMatchObject({
    kind: "failure",
    fault: "transport",
    maybeDone: true,
    partial: { status: 200 },
  });
});

test("a redirect is an answer and is not followed", async () => {
  const asked: (string | undefined)[] = [];
  const url = await listen((request, response) => {
    asked.push(request.url);
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect(await get(`${url}/users`)).toMatchObject({ kind: "answer", status: 302 });
  expect(asked).toEqual(["/users"]);
});

test("nothing listening means that nothing was done", async () => {
  expect(await get("http://127.0.0.1:1/users")).toMatchObject({
    kind: "failure",
    fault: "transport",
    code: "ECONNREFUSED",
    maybeDone: false,
  });
});

test("TLS to a port that speaks none says so, without OpenSSL's innards", async () => {
  const url = await listen((_, response) => response.end());
  const failure = await get(url.replace("http:", "https:"), 10_000);
  expect(failure).toMatchObject({ kind: "failure", fault: "transport" });
  expect("message" in failure ? failure.message : "").toMatch(/^what answers there speaks no TLS; .*http:\/\/\?/);
  expect("message" in failure ? failure.message : "").not.toMatch(/error:0A|openssl\/|\.c:\d/);
});

test("a reset before the head leaves it open whether it was done", async () => {
  const url = await listenRaw((socket) => socket.resetAndDestroy());
  expect(await get(url)).toMatchObject({ kind: "failure", fault: "transport", maybeDone: true });
});

test("a body that breaks off keeps what had arrived", async () => {
  const url = await listenRaw((socket) => {
    socket.write("HTTP/1.1 201 Created\r\nX-A: 1\r\nContent-Length: 100\r\n\r\nonly this");
    setTimeout(() => socket.destroy(), 30);
  });
  const failure = await get(url);
  expect(failure).toMatchObject({
    kind: "failure",
    fault: "transport",
    maybeDone: true,
    partial: { status: 201, body: "only this" },
  });
});

test("the timeout covers the whole call, slow drips included", async () => {
  const url = await listenRaw((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    const drip = setInterval(() => socket.write("1\r\nx\r\n"), 10);
    socket.on("close", () => clearInterval(drip));
  });
  expect(await get(url, 600)).toMatchObject({
    kind: "failure",
    fault: "time",
    maybeDone: true,
    partial: { status: 200, body: expect.stringMatching(/^x+$/) },
  });
});

test("an abort ends a call under way and prevents one that has not left", async () => {
  const stop = new AbortController();
  const url = await listenRaw(() => stop.abort());
  const call = get(url, 20_000, stop.signal);
  expect(await call).toMatchObject({ kind: "failure", fault: "aborted", maybeDone: true });
  expect(await get(url, 5000, stop.signal)).toMatchObject({ fault: "aborted", maybeDone: false });
});

test("a call that waits for a connection and times out is never sent", async () => {
  let seen = 0;
  const url = await listenRaw((socket) => {
    seen++;
    setTimeout(() => socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), 150);
  });
  const adapter = undiciAdapter({ connections: 1 });
  open.push(() => adapter.close?.());
  const send = (timeoutMs: number) => adapter({ method: "POST", url, headers: {}, body: "{}" }, { timeoutMs });
  const [first, second] = await Promise.all([send(2000), send(50)]);
  expect(first).toMatchObject({ kind: "answer", status: 204 });
  expect(second).toMatchObject({ kind: "failure", fault: "time", maybeDone: false });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen).toBe(1);
});

test("failure messages are one plain line", async () => {
  const url = await listenRaw((socket) => socket.end("HTTP/9.9 \u001b[31mred\u0007\n\nwhat"));
  const failure = await get(url);
  expect(failure.kind === "failure" && failure.message).toMatch(/^[^\p{Cc}]+$/u);
});

const closing = (head: string, body: string) =>
  listenRaw((socket) => socket.end(`HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n${head}\r\n${body}`));

test.each([`{"message":"Reso`, `[{"id":1},`, "[", `{"id":1`, `{"id":`])(
  "JSON whose end is that of the connection, and which ends in the middle (%s), has broken off",
  async (body) => {
    expect(await get(await closing("Connection: close\r\n", body))).toMatchObject({
      kind: "failure",
      maybeDone: true,
      partial: { status: 404, body },
    });
    // Whoever says how long it is has sent it so.
    expect(await get(await closing(`Content-Length: ${body.length}\r\n`, body))).toMatchObject({
      kind: "answer",
      body,
    });
  },
);

test.each([`{"message":"Resource not found"}`, "{message}", `{"id":1}}`, ""])(
  "JSON that ends with the connection, and is whole or is none (%s), is an answer",
  async (body) => {
    expect(await get(await closing("", body))).toMatchObject({ kind: "answer", body });
  },
);
