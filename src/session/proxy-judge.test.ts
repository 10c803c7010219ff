import { expect, test } from "vitest";
import type { Exchange, HistoryEvent } from "../contract/exchange.ts";
import { createProxyJudge } from "./proxy-judge.ts";

const start = () => {
  const broken: string[] = [];
  const unspecified: string[] = [];
  const judge = createProxyJudge({
    basePath: "/public/v2",
    seed: 1,
    stays: true,
    onBroken: ({ rule, exchange }) => broken.push(`${rule.id} by #${exchange?.seq}`),
    onUnspecified: ({ url }) => unspecified.push(url),
  });
  return { judge, broken, unspecified };
};

const answered = (seq: number, path: string): readonly HistoryEvent[] => {
  const sent = {
    seq,
    request: { method: "GET", url: `http://127.0.0.1/public/v2${path}`, headers: [], token: "A" },
    attempt: 1,
    startUs: seq * 1000,
  } as const;
  const exchange: Exchange = {
    ...sent,
    outcome: {
      kind: "answer",
      status: 200,
      headers: [
        ["content-type", "application/json; charset=utf-8"],
        ["x-request-id", `a-${seq}`],
        ["x-runtime", "0.01"],
      ],
      body: "{}",
    },
    endUs: seq * 1000 + 500,
  };
  return [
    { type: "sent", sent },
    { type: "done", exchange },
  ];
};

test("a rule is reported when it is first broken, and a request that the specification does not know by its URL", async () => {
  const { judge, broken, unspecified } = start();
  for (const event of [...answered(1, "/users/1"), ...answered(2, "/users/1"), ...answered(3, "/comets")])
    judge.listener(event);
  const record = await judge.end({ requests: 3, reason: undefined, interrupted: false });
  expect(broken).toContain("body-schema by #1");
  expect(new Set(broken).size).toBe(broken.length);
  expect(unspecified).toEqual(["http://127.0.0.1/public/v2/comets"]);
  expect(record).toMatchObject({ outcome: "violated", requests: 3 });
  expect(record.findings.find(({ rule }) => rule.id === "body-schema")?.curl).toMatch(/^curl .*\/users\/1$/);
  expect(judge.behind()).toBe(0);
});

test("an exchange that cannot be judged is said, and those after it are judged", async () => {
  const { judge, broken } = start();
  // No transport makes it.
  const malformed = { type: "done", exchange: { seq: 1 } } as unknown as HistoryEvent;
  for (const event of [malformed, ...answered(2, "/users/1")]) judge.listener(event);
  const record = await judge.end({ requests: 2, reason: undefined, interrupted: false });
  expect(record.reason).toMatch(/^an exchange could not be judged: /);
  expect(broken).toContain("body-schema by #2");
});

test("a thread that has ended judges nothing, and the record says so", async () => {
  const { judge } = start();
  for (const event of answered(1, "/users/1")) judge.listener(event);
  await judge.close();
  const record = await judge.end({ requests: 1, reason: undefined, interrupted: false });
  expect(record).toMatchObject({ outcome: "unable", verdicts: [] });
  expect(record.reason).toContain("their thread has ended");
});
