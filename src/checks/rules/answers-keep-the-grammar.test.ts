import { createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { undiciAdapter } from "../../client/http/undici-adapter.ts";
import type { Answer, Failure, Sent } from "../../contract/exchange.ts";
import { createJudge } from "../judge.ts";
import { answersKeepTheGrammar } from "./answers-keep-the-grammar.ts";
import { wellFormedJson } from "./content.ts";

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** Three requests to a server that answers each with these bytes; what the rule says of the outcomes. */
const verdictOn = async (bytes: string | readonly string[], end = false) => {
  const answers = typeof bytes === "string" ? [bytes] : bytes;
  let answered = 0;
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", () => {
      socket.write(answers[answered++ % answers.length] ?? "");
      if (end) socket.end();
    });
  });
  const port = await new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    }),
  );
  const adapter = undiciAdapter();
  open.push(async () => {
    await adapter.close?.();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const judge = createJudge({ rules: [answersKeepTheGrammar], basePath: "" });
  const url = `http://127.0.0.1:${port}/users`;
  for (let seq = 1; seq <= 3 * answers.length; seq++) {
    const outcome: Answer | Failure = await adapter({ method: "GET", url, headers: {} }, { timeoutMs: 60_000 });
    const request = { method: "GET", url, headers: [], token: "A" } as const;
    const sent: Sent = { seq, request, attempt: 1, startUs: seq * 1000 };
    judge.event({ type: "sent", sent });
    judge.event({ type: "done", exchange: { ...sent, outcome, endUs: seq * 1000 + 500 } });
  }
  return judge.verdicts()[0]?.kind;
};

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

test.each([
  ["two Content-Lengths", `${head}Content-Length: 2\r\nContent-Length: 2\r\n\r\n[]`],
  [
    "a Content-Length beside chunks",
    `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n`,
  ],
  ["a chunk size that is no number", `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n`],
  ["bytes after a 204", "HTTP/1.1 204 No Content\r\n\r\n{}"],
  ["bytes after a 304", "HTTP/1.1 304 Not Modified\r\n\r\n{}"],
  ["a Content-Length that is too small", `${head}Content-Length: 1\r\n\r\n[]`],
  ["a second answer to one request", `${head}Content-Length: 2\r\n\r\n[]${head}Content-Length: 2\r\n\r\n[]`],
  ["a line in the head that is no header", `${head}Nothing\r\nContent-Length: 2\r\n\r\n[]`],
  ["a header with a control byte", `${head}X-A: a\u0001b\r\nContent-Length: 2\r\n\r\n[]`],
  ["a blank in a header's name", `${head}Bad Header: 1\r\nContent-Length: 2\r\n\r\n[]`],
])("%s, each time, is a violation", async (_, bytes) => {
  expect(await verdictOn(bytes)).toBe("violated");
});

const good = `${head}Content-Length: 2\r\n\r\n[]`;

test.each([
  ["broken now and then", [good, good, good, `${head}Content-Length: 1\r\n\r\n[]`]],
  ["passed on by Cloudflare", [`${head}CF-RAY: 9d1f2a3b\r\nContent-Length: 1\r\n\r\n[]`]],
  ["passed on by a proxy", [`${head}Via: 1.1 proxy\r\nContent-Length: 1\r\n\r\n[]`]],
  [
    "refused, where answers are passed on by Cloudflare",
    [
      `${head}CF-RAY: 9d1f2a3b\r\nContent-Length: 2\r\n\r\n[]`,
      `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n[]\r\n0\r\n\r\n`,
    ],
  ],
] as const)("an answer that is %s may be broken by what stands between", async (_, answers) => {
  expect(await verdictOn(answers)).toBe(answers.length > 1 ? "holds" : "inconclusive");
});

test("who passes answers on breaks no single status: all of it broken, and no other, is the service's own doing", () => {
  const judge = createJudge({ rules: [answersKeepTheGrammar], basePath: "" });
  const request = { method: "POST", url: "http://127.0.0.1/users", headers: [], token: "A" } as const;
  const headers = [
    ["content-type", "application/json"],
    ["cf-ray", "9d1f2a3b"],
  ] as const;
  const kinds: (string | undefined)[] = [];
  for (let seq = 1; seq <= 10; seq++) {
    const sent: Sent = { seq, request, attempt: 1, startUs: seq * 1000 };
    const whole: Answer = { kind: "answer", status: 422, headers, body: "[]" };
    const outcome: Answer = seq % 2 === 0 ? whole : { ...whole, status: 201, body: "{", overrun: true };
    judge.event({ type: "sent", sent });
    judge.event({ type: "done", exchange: { ...sent, outcome, endUs: seq * 1000 + 500 } });
    if (seq % 2 === 1) kinds.push(judge.verdicts()[0]?.kind);
    if (seq === 10) {
      const again: Sent = { ...sent, seq: 11 };
      judge.event({ type: "sent", sent: again });
      judge.event({
        type: "done",
        exchange: { ...again, outcome: { ...whole, status: 201, overrun: true }, endUs: 1e6 },
      });
    }
  }
  expect(kinds).not.toContain("violated");
  expect(judge.verdicts()[0]?.kind).toBe("violated");
});

test("what speaks another protocol from the beginning is not the service, and is it once that was heard", async () => {
  expect(await verdictOn("SSH-2.0-OpenSSH_9.6\r\n\r\n", true)).toBe("inconclusive");
  expect(await verdictOn([good, "SSH-2.0-OpenSSH_9.6\r\n\r\n", "x\r\n\r\n", "x\r\n\r\n"], true)).toBe("violated");
});

test("an empty line after an answer is nothing to speak of", async () => {
  expect(await verdictOn(`${good}\r\n`)).toBe("holds");
});

test("a whole answer holds, and one that is cut off says nothing", async () => {
  expect(await verdictOn(`${head}Content-Length: 2\r\n\r\n[]`)).toBe("holds");
  expect(await verdictOn(`${head}Content-Length: 9\r\n\r\n[]`, true)).toBe("not exercised");
  expect(await verdictOn(`${head}Transfer-Encoding: chunked\r\n\r\n9\r\n[]`, true)).toBe("not exercised");
});

test.each(["[", ""])("what is left of a body whose length is too small (%j) is no broken JSON", (body) => {
  const judge = createJudge({ rules: [answersKeepTheGrammar, wellFormedJson], basePath: "" });
  const request = { method: "GET", url: "http://127.0.0.1/users", headers: [], token: "A" } as const;
  const sent: Sent = { seq: 1, request, attempt: 1, startUs: 0 };
  const headers = [
    ["content-type", "application/json"],
    ["x-request-id", "6f1c"],
  ] as const;
  const outcome: Answer = { kind: "answer", status: 200, headers, body, overrun: true };
  judge.event({ type: "sent", sent });
  judge.event({ type: "done", exchange: { ...sent, outcome, endUs: 500 } });
  expect(judge.verdicts().map(({ kind }) => kind)).toEqual(["inconclusive", "not exercised"]);
});
