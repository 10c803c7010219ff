import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createRawServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Clock, realClock } from "../../contract/clock.ts";
import { type Answer, bodyLimitBytes, type Exchange, type Failure } from "../../contract/exchange.ts";
import { createPacer } from "../pacing/pacer.ts";
import { createRecorder, readExchanges } from "../recorder.ts";
import { createTransport } from "../transport.ts";
import { createGorestClient } from "../typed-client.ts";
import type { HttpAdapter } from "./adapter.ts";
import { undiciAdapter } from "./undici-adapter.ts";

const secret = "canary-token-0123456789abcdef";
const timeoutMs = 1500;
const open: (() => Promise<unknown> | unknown)[] = [];
const stray: unknown[] = [];
const onStray = (error: unknown) => stray.push(error);
beforeAll(() => {
  process.on("uncaughtException", onStray);
  process.on("unhandledRejection", onStray);
});
afterEach(async () => {
  for (const close of open.splice(0)) await close();
  // Whatever a server does may not surface where nobody asked.
  expect(stray.splice(0)).toEqual([]);
});
afterAll(() => {
  process.off("uncaughtException", onStray);
  process.off("unhandledRejection", onStray);
});

type Script = (socket: Socket, request: string) => void;

const listen = async (script: Script, tls?: { readonly key: string; readonly cert: string }): Promise<string> => {
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => script(socket, chunk.toString("latin1")));
  };
  const server = tls === undefined ? createRawServer(onSocket) : createTlsServer(tls, onSocket);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  // A TCP server that listens has an address of this kind.
  return `${tls === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** Asks through everything there is: wire, masking, pacer, recorder. */
const ask = async (url: string, options: { readonly adapter?: HttpAdapter; readonly clock?: Clock } = {}) => {
  const adapter = options.adapter ?? undiciAdapter();
  open.push(() => adapter.close?.());
  const clock = options.clock ?? realClock;
  const transport = createTransport({
    target: { kind: "live", baseUrl: url, tokens: { A: secret }, assumedPerMinute: undefined },
    adapter,
    clock,
    pacer: createPacer({ clock }),
    timeoutMs,
  });
  const lines: string[] = [];
  const recorder = createRecorder((text) => lines.push(text));
  transport.listen(recorder.listener);
  const begun = performance.now();
  const exchange = await transport.send({ method: "POST", path: "/users", as: "A", body: '{"email":"a@example.com"}' });
  // It ends by its own time limit and no other; how much later depends on what else the machine does.
  expect(performance.now() - begun).toBeLessThan(timeoutMs + 60_000);
  recorder.flush();
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain(secret);
  expect(lines[0]?.trimEnd()).not.toContain("\n");
  const back: Exchange[] = [];
  for await (const found of readExchanges(
    (async function* () {
      yield* lines;
    })(),
  ))
    back.push(found);
  expect(back).toEqual([exchange]);
  return { exchange, outcome: exchange.outcome, transport };
};
const failureOf = (outcome: Answer | Failure): Failure => {
  if (outcome.kind === "answer") throw new Error(`answered ${outcome.status}`);
  expect(outcome.message).toMatch(/^[^\p{Cc}]{1,300}$/u);
  return outcome;
};
const answerOf = (outcome: Answer | Failure): Answer => {
  if (outcome.kind === "failure") throw new Error(outcome.message);
  return outcome;
};
const head = (status: string, ...headers: readonly string[]) => `HTTP/1.1 ${status}\r\n${headers.join("\r\n")}\r\n\r\n`;
const whole = (body: Buffer | string, ...headers: readonly string[]) =>
  Buffer.concat([
    Buffer.from(
      head("200 OK", `Content-Length: ${Buffer.byteLength(body)}`, "Connection: close", ...headers),
      "latin1",
    ),
    Buffer.from(body),
  ]);
/** Memory that is still held after a call, and the peak of it, in MiB above the beginning. */
const memoryOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.memoryUsage().rss;
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  await work();
  clearInterval(watch);
  return (Math.max(peak, process.memoryUsage().rss) - before) / 2 ** 20;
};

describe("bodies", () => {
  test("binary rubbish is read as text and marked", async () => {
    const bytes = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256));
    const url = await listen((socket) => socket.end(whole(bytes)));
    expect(answerOf((await ask(url)).outcome)).toMatchObject({ status: 200, mangled: true });
  });

  test("NUL, lone surrogates in bytes and in escapes come through and are recorded", async () => {
    const body = Buffer.concat([
      Buffer.from('{"a":"\\ud800\\u0000","b":"\u0000'),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from('"}'),
    ]);
    const url = await listen((socket) => socket.end(whole(body)));
    expect(answerOf((await ask(url)).outcome).body).toContain("\\ud800\\u0000");
  });

  test("JSON a hundred thousand levels deep is an answer, and the typed client says what is wrong with it", async () => {
    const url = await listen((socket) => socket.end(whole("[".repeat(100_000))));
    const { transport, outcome } = await ask(url);
    expect(answerOf(outcome).body).toHaveLength(100_000);
    await expect(createGorestClient({ transport }).users.get(1)).rejects.toThrow(/not JSON/);
  });

  test("a string of a million characters is an answer", async () => {
    const url = await listen((socket) => socket.end(whole(JSON.stringify({ message: "x".repeat(1_000_000) }))));
    expect(answerOf((await ask(url)).outcome).body.length).toBeGreaterThan(1_000_000);
  });

  test("a body without end is cut at 10 MiB in bounded memory, and not read on", async () => {
    const chunk = Buffer.alloc(256 * 1024, "x");
    let pushed = 0;
    const url = await listen((socket) => {
      socket.write(head("200 OK", "Content-Type: application/json"));
      const pump = () => {
        while (!socket.destroyed && socket.write(chunk)) pushed += chunk.length;
        pushed += chunk.length;
      };
      socket.on("drain", pump);
      pump();
    });
    let outcome: Answer | Failure | undefined;
    const grown = await memoryOf(async () => {
      outcome = (await ask(url)).outcome;
    });
    expect(outcome).toMatchObject({ kind: "answer", cut: true });
    await realClock.sleep(100);
    expect(pushed).toBeLessThan(64 * 2 ** 20);
    expect(grown).toBeLessThan(300);
  });

  test.each([
    ["gzip", gzipSync(Buffer.alloc(256 * 2 ** 20))],
    ["br", brotliCompressSync(Buffer.alloc(256 * 2 ** 20), { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
    ["deflate", deflateRawSync(Buffer.alloc(256 * 2 ** 20))],
    ["gzip, gzip", gzipSync(gzipSync(Buffer.alloc(256 * 2 ** 20)))],
  ] as const)("a bomb coded as %s is cut at 10 MiB in bounded memory", async (coding, bomb) => {
    const url = await listen((socket) => socket.end(whole(bomb, `Content-Encoding: ${coding}`)));
    let outcome: Answer | Failure | undefined;
    const grown = await memoryOf(async () => {
      outcome = (await ask(url)).outcome;
    });
    expect(
      answerOf(outcome ?? { kind: "failure", fault: "transport", message: "none", maybeDone: true }),
    ).toMatchObject({
      cut: true,
    });
    expect(answerOf((await ask(url)).outcome).body.length).toBeLessThanOrEqual(bodyLimitBytes);
    expect(grown).toBeLessThan(300);
  });

  test("a coding named a hundred times is refused", async () => {
    const url = await listen((socket) =>
      socket.end(whole("x", `Content-Encoding: ${Array(100).fill("gzip").join(",")}`)),
    );
    expect(failureOf((await ask(url)).outcome)).toMatchObject({ fault: "transport", partial: { status: 200 } });
  });

  test("a truncated compressed body is a failure that keeps the head", async () => {
    const coded = gzipSync(Buffer.from("x".repeat(10_000)));
    const url = await listen((socket) => socket.end(whole(coded.subarray(0, 20), "Content-Encoding: gzip")));
    expect(failureOf((await ask(url)).outcome)).toMatchObject({ fault: "transport", partial: { status: 200 } });
  });
});

describe("time", () => {
  test("a server that accepts and says nothing", async () => {
    const url = await listen(() => {});
    expect(failureOf((await ask(url)).outcome)).toMatchObject({ fault: "time", maybeDone: true });
  });

  test("headers a byte at a time", async () => {
    const url = await listen((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      const drip = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(drip));
    });
    expect(failureOf((await ask(url)).outcome)).toMatchObject({ fault: "time" });
  });

  test("a body a byte at a time", async () => {
    const url = await listen((socket) => {
      socket.write(head("200 OK", "Content-Length: 100000"));
      const drip = setInterval(() => socket.write("x"), 20);
      socket.on("close", () => clearInterval(drip));
    });
    expect(failureOf((await ask(url)).outcome)).toMatchObject({ fault: "time", partial: { status: 200 } });
  });

  test("interim answers without end", async () => {
    const url = await listen((socket) => {
      const drip = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), 5);
      socket.on("close", () => clearInterval(drip));
    });
    failureOf((await ask(url)).outcome);
  });

  test("a wall clock that jumps changes nothing", async () => {
    let calls = 0;
    const clock: Clock = { ...realClock, wallMs: () => (calls++ % 2 === 0 ? -1e12 : 4e12) };
    const url = await listen((socket) =>
      socket.end(whole("[]", "X-RateLimit-Limit: 90", "X-RateLimit-Remaining: 89", "X-RateLimit-Reset: 1")),
    );
    const { exchange } = await ask(url, { clock, adapter: undiciAdapter({ clock }) });
    expect(exchange.endUs).toBeGreaterThanOrEqual(exchange.startUs);
  });

  test("a 429 that asks for a thousand years does not stop the caller that long", async () => {
    // Time that passes by itself whenever somebody would wait: what is measured is how long they meant to.
    let waitedMs = 0;
    const clock: Clock = {
      ...realClock,
      nowUs: () => realClock.nowUs() + waitedMs * 1000,
      sleep: async (ms) => {
        waitedMs += ms;
      },
    };
    const url = await listen((socket) =>
      socket.end(
        head("429 Slow", "Content-Length: 0", "Retry-After: 99999999999999999999", "X-RateLimit-Reset: 1e300"),
      ),
    );
    const beganUs = clock.nowUs();
    const { transport } = await ask(url, { clock, adapter: undiciAdapter() });
    const { outcome } = await transport.send({ method: "GET", path: "/users", as: "A" });
    expect(outcome).toMatchObject({ kind: "answer", status: 429 });
    // What a busy machine takes before the wait begins is part of it.
    expect(clock.nowUs() - beganUs).toBeGreaterThanOrEqual(1_000_000);
    expect(waitedMs).toBeLessThanOrEqual(180_000);
  });
});

describe("broken messages", () => {
  test.each([
    ["no HTTP at all", "\u0000\u0001\u0002 rubbish\r\n\r\n"],
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"],
    ["a header of 10 MiB", `HTTP/1.1 200 OK\r\nX-Big: ${"x".repeat(10 * 2 ** 20)}\r\n\r\n`],
    [
      "100,000 headers",
      `HTTP/1.1 200 OK\r\n${Array.from({ length: 100_000 }, (_, at) => `X-${at}: ${at}`).join("\r\n")}\r\n\r\n`,
    ],
    ["two different lengths", `${head("200 OK", "Content-Length: 1", "Content-Length: 2")}xx`],
    ["a length and chunks", `${head("200 OK", "Content-Length: 5", "Transfer-Encoding: chunked")}zzz\r\n`],
    ["a length that is no number", `${head("200 OK", "Content-Length: -5")}x`],
    ["a chunk size that is none", `${head("200 OK", "Transfer-Encoding: chunked")}zz\r\nx\r\n`],
    ["an upgrade nobody asked for", head("101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade")],
    ["a body shorter than its length", `${head("200 OK", "Content-Length: 100")}short`],
    ["a status of 99", head("099 Odd", "Content-Length: 0")],
  ])("%s is a failure in one line", async (_, bytes) => {
    const url = await listen((socket) => socket.end(Buffer.from(bytes, "latin1")));
    const failure = failureOf((await ask(url)).outcome);
    expect(failure).toMatchObject({ fault: expect.stringMatching(/transport|time/), maybeDone: true });
  });

  test.each([
    ["a status line", "HTTP/1.1 200 "],
    ["one header", "HTTP/1.1 200 OK\r\nX-Long: "],
    ["a chunk's extension", `${head("200 OK", "Transfer-Encoding: chunked")}1;`],
    ["a trailer", `${head("200 OK", "Transfer-Encoding: chunked")}0\r\nX-Long: `],
  ])("%s without end is a failure in bounded memory", async (_, begin) => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    const url = await listen((socket) => {
      socket.write(begin);
      const pump = () => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", pump);
      pump();
    });
    let outcome: Answer | Failure | undefined;
    const grown = await memoryOf(async () => {
      outcome = (await ask(url)).outcome;
    });
    expect(outcome?.kind).toBe("failure");
    expect(grown).toBeLessThan(300);
  });

  test("a body longer than its length ends where the length says, and spoils no later answer unnoticed", async () => {
    const url = await listen((socket) =>
      socket.write(`${head("200 OK", "Content-Length: 2")}[]HTTP/1.1 200 OK\r\nX-Fake: 1\r\n\r\n`),
    );
    const { outcome, transport } = await ask(url);
    expect(answerOf(outcome).body).toBe("[]");
    const next = await transport.send({ method: "GET", path: "/users", as: "A" });
    if (next.outcome.kind === "answer") expect(next.outcome.headers).not.toContainEqual(["x-fake", "1"]);
  });

  test("repeated and folded headers, strange bytes in values", async () => {
    const url = await listen((socket) =>
      socket.end(
        whole(
          "[]",
          "X-Two: 1",
          "X-Two: 2",
          "Set-Cookie: a",
          "Set-Cookie: b",
          "X-Latin: \u00e9\u00ff",
          "X-Fold: a\r\n b",
        ),
      ),
    );
    const { outcome } = await ask(url);
    // A parser may refuse folding (RFC 9112 section 5.2 forbids sending it); it may not crash on it.
    if (outcome.kind === "answer") {
      expect(outcome.headers.filter(([name]) => name === "x-two")).toEqual([
        ["x-two", "1"],
        ["x-two", "2"],
      ]);
      expect(outcome.headers).toContainEqual(["x-latin", "\u00e9\u00ff"]);
    } else failureOf(outcome);
  });

  test.each([
    ["at once", (socket: Socket) => socket.resetAndDestroy(), false],
    ["in the head", (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\nX-A", () => socket.resetAndDestroy()), false],
    [
      "after the head",
      (socket: Socket) =>
        socket.write(head("200 OK", "Content-Length: 9"), () => setTimeout(() => socket.resetAndDestroy(), 50)),
      true,
    ],
    [
      "in the body",
      (socket: Socket) =>
        socket.write(`${head("200 OK", "Content-Length: 9")}abc`, () => setTimeout(() => socket.resetAndDestroy(), 50)),
      true,
    ],
    [
      "in a chunk",
      (socket: Socket) =>
        socket.write(`${head("200 OK", "Transfer-Encoding: chunked")}9\r\nabc`, () =>
          setTimeout(() => socket.resetAndDestroy(), 50),
        ),
      true,
    ],
  ] as const)("a reset %s leaves it open whether it was done", async (_, script, hasHead) => {
    const url = await listen((socket) => {
      script(socket);
    });
    const failure = failureOf((await ask(url)).outcome);
    expect(failure).toMatchObject({ fault: "transport", maybeDone: true });
    expect(failure.partial?.status).toBe(hasHead ? 200 : undefined);
  });

  test("connections that close after each answer, or while idle, hurt nobody", async () => {
    let answered = 0;
    const url = await listen((socket) => {
      answered++;
      socket.write(`${head("200 OK", "Content-Length: 2", "Connection: keep-alive")}[]`);
      if (answered % 2 === 0) setTimeout(() => socket.destroy(), 1);
    });
    const { transport } = await ask(url);
    for (let at = 0; at < 20; at++) {
      const { outcome } = await transport.send({ method: "GET", path: "/users", as: "A" });
      if (outcome.kind === "failure") expect(outcome).toMatchObject({ fault: "transport", maybeDone: true });
      await realClock.sleep(10);
    }
    expect(answered).toBeGreaterThan(15);
  });
});

describe("the token", () => {
  test("it does not follow a redirect to another origin", async () => {
    let stolen = "";
    const thief = await listen((socket, request) => {
      stolen += request;
      socket.end(whole("[]"));
    });
    const url = await listen((socket) =>
      socket.end(head("307 Temporary Redirect", `Location: ${thief}/users`, "Content-Length: 0")),
    );
    expect(answerOf((await ask(url)).outcome).status).toBe(307);
    expect(stolen).toBe("");
  });

  test("a server that sends it back in every place does not get it recorded", async () => {
    const url = await listen((socket, request) => {
      const token = /authorization: Bearer (\S+)/i.exec(request)?.[1] ?? "";
      expect(token).toBe(secret);
      socket.end(whole(JSON.stringify({ token, again: [token.toUpperCase()] }), `X-Echo: ${token}`, `X-${token}: 1`));
    });
    const { outcome } = await ask(url);
    expect(answerOf(outcome).body).toBe('{"token":"<token>","again":["<token>"]}');
  });

  test("a server that breaks with it in its bytes does not get it into a message", async () => {
    const url = await listen((socket) => socket.end(`HTTP/1.1 ${secret} ${secret}\r\n\r\n`));
    expect(failureOf((await ask(url)).outcome).message).not.toContain(secret);
  });
});

describe("TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "gorest-tls-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const hasOpenssl = (() => {
    try {
      execFileSync("openssl", ["version"]);
      return true;
    } catch {
      return false;
    }
  })();
  const certificate = () => {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-keyout", key, "-out", cert, ...subject],
      {
        stdio: "ignore",
      },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  };

  test.skipIf(!hasOpenssl)(
    "a certificate nobody vouches for is refused before the token is sent, whatever the environment says",
    async () => {
      const pair = certificate();
      let received = "";
      const url = await listen((socket, request) => {
        received += request;
        socket.end(whole("[]"));
      }, pair);
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
      try {
        expect(failureOf((await ask(url)).outcome)).toMatchObject({ fault: "transport", maybeDone: false });
      } finally {
        delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      }
      expect(received).toBe("");
      expect(answerOf((await ask(url, { adapter: undiciAdapter({ ca: pair.cert }) })).outcome).body).toBe("[]");
    },
  );

  test("plain text where TLS is expected is a failure and nothing was done", async () => {
    const url = await listen((socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
    expect(failureOf((await ask(url.replace("http:", "https:"))).outcome)).toMatchObject({
      fault: "transport",
      maybeDone: false,
    });
  });
});

test("hundreds of calls to servers that misbehave at random leave nothing open and lose no call", async () => {
  const scripts: readonly Script[] = [
    (socket) => socket.resetAndDestroy(),
    (socket) => socket.end("garbage"),
    (socket) => socket.end(whole("[]")),
    (socket) => socket.write(head("200 OK", "Content-Length: 99")),
    (socket) => socket.write(`${head("200 OK", "Content-Length: 2")}[]extra`),
    (socket) => socket.end(head("204 No Content")),
  ];
  let at = 0;
  const url = await listen((socket, request) => scripts[at++ % scripts.length]?.(socket, request));
  const adapter = undiciAdapter();
  open.push(() => adapter.close?.());
  // As many at once as a run ever has: a call's limit covers its wait for a busy machine, and may pass before any answer.
  const outcomes: (Answer | Failure)[] = [];
  for (let wave = 0; wave < 10; wave++)
    outcomes.push(
      ...(await Promise.all(
        Array.from({ length: 30 }, () =>
          adapter({ method: "GET", url: `${url}/users`, headers: {} }, { timeoutMs: 500 }),
        ),
      )),
    );
  expect(outcomes).toHaveLength(300);
  for (const outcome of outcomes) if (outcome.kind === "failure") failureOf(outcome);
  // The same adapter still serves: however many were lost, none of them holds a connection or a place in a queue.
  const healthy = await listen((socket) => socket.end(whole("[]")));
  const last = await adapter({ method: "GET", url: `${healthy}/users`, headers: {} }, { timeoutMs: 120_000 });
  expect(answerOf(last).body).toBe("[]");
});
