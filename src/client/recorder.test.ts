import { expect, test } from "vitest";
import type { Exchange } from "../contract/exchange.ts";
import { BrokenRecordError, createRecorder, readExchanges } from "./recorder.ts";

const exchange = (seq: number): Exchange => ({
  seq,
  request: { method: "GET", url: "http://simulator/users", headers: [["accept", "application/json"]], token: "A" },
  outcome: { kind: "answer", status: 200, headers: [], body: "line\nbreak \u2028 \ud800" },
  attempt: 1,
  startUs: seq * 10,
  endUs: seq * 10 + 5,
});

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split("\n");
}
const readAll = async (text: string) => {
  const found: number[] = [];
  for await (const { seq } of readExchanges(linesOf(text))) found.push(seq);
  return found;
};
const record = (count: number) => {
  let text = "";
  const recorder = createRecorder((line) => {
    text += line;
  });
  for (let seq = 1; seq <= count; seq++) {
    recorder.listener({ type: "sent", sent: exchange(seq) });
    recorder.listener({ type: "done", exchange: exchange(seq) });
  }
  recorder.flush();
  return { text, recorder };
};

test("each exchange is one line, and comes back as it was", async () => {
  const { text, recorder } = record(3);
  expect(recorder.written()).toBe(3);
  expect(text.split("\n")).toHaveLength(4);
  const back: Exchange[] = [];
  for await (const found of readExchanges(linesOf(text))) back.push(found);
  expect(back).toEqual([exchange(1), exchange(2), exchange(3)]);
});

test("a record cut off anywhere reads up to its last whole line", async () => {
  const { text } = record(3);
  const line = text.indexOf("\n") + 1;
  for (let at = line + 1; at < 2 * line - 1; at++) expect(await readAll(text.slice(0, at))).toEqual([1]);
});

test("a broken line with others after it is reported with its number", async () => {
  const lines = record(3).text.split("\n");
  await expect(readAll([lines[0], '{"seq":', lines[2]].join("\n"))).rejects.toThrow(/line 2/);
  await expect(readAll([lines[0], '{"seq":2}', lines[2]].join("\n"))).rejects.toThrow(BrokenRecordError);
});

test.each([
  ["request.url", { request: { ...exchange(1).request, url: "users" } }],
  ["request.headers", { request: { ...exchange(1).request, headers: [["accept"]] } }],
  ["request.body", { request: { ...exchange(1).request, body: {} } }],
  ["request.token", { request: { ...exchange(1).request, token: "C" } }],
  ["outcome: its headers", { outcome: { ...exchange(1).outcome, headers: [{ name: "etag", value: "1" }] } }],
  ["outcome: its body", { outcome: { kind: "failure", message: "reset", partial: { status: 200, headers: [] } } }],
])("a line whose %s is of the wrong kind is reported with its number, also as the last", async (what, changes) => {
  const text = `${JSON.stringify(exchange(1))}\n${JSON.stringify({ ...exchange(2), ...changes })}\n`;
  await expect(readAll(text)).rejects.toThrow(BrokenRecordError);
  await expect(readAll(text)).rejects.toThrow(`line 2 of the record is broken: ${what}`);
});

test("after a write that failed nothing more is written, and the reason is kept", () => {
  let room = 1;
  const written: string[] = [];
  const recorder = createRecorder((line) => {
    if (room-- <= 0) throw new Error("ENOSPC: no space left on device");
    written.push(line);
  });
  for (let seq = 1; seq <= 5; seq++) {
    recorder.listener({ type: "done", exchange: exchange(seq) });
    recorder.flush();
    if (seq === 3) room = 10;
  }
  expect(written).toHaveLength(1);
  expect(recorder.failure()?.message).toMatch(/ENOSPC/);
});

test("what one turn of the event loop brings is written together at its end, or sooner when it is much", async () => {
  const written: string[] = [];
  const recorder = createRecorder((lines) => written.push(lines));
  const lineLength = JSON.stringify(exchange(1)).length + 1;
  for (let seq = 1; seq <= 3; seq++) recorder.listener({ type: "done", exchange: exchange(seq) });
  expect(written).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(written.map((lines) => lines.split("\n").length - 1)).toEqual([3]);
  const many = Math.ceil((64 * 1024) / lineLength) + 1;
  for (let seq = 1; seq <= many; seq++) recorder.listener({ type: "done", exchange: exchange(seq) });
  expect(written.length).toBeGreaterThan(1);
  recorder.flush();
  expect(recorder.written()).toBe(3 + many);
});
