import { describe, expect, test } from "vitest";
import { HarError } from "./fields.ts";
import { parseHar } from "./parse-har.ts";

const lineOf = (text: string): string => {
  try {
    parseHar(text);
  } catch (error) {
    if (error instanceof HarError) return error.message;
    throw error;
  }
  return "";
};

describe("a file that is no HAR is named in one line", () => {
  test.each([
    ["a NetLog of Chrome", '{"constants":{},"events":[]}'],
    ["a collection of Bruno", '{"name":"x","version":"1","items":[]}'],
    ["a session of Charles", '[{"status":"COMPLETE","host":"gorest.co.in"}]'],
    ["a Postman collection", '{"info":{},"item":[]}'],
    ["JSON that is cut off", '{"log":{"entries":[{"re'],
    ["not JSON", '{"log":{"entries":[],}}'],
    ["not JSON", '{"log":{"entries":[NaN]}}'],
    ["a web page", "<!doctype html><html></html>"],
    ["empty", " \n"],
  ])("as %s", (name, text) => {
    expect(lineOf(text)).toContain(`it is ${name}`);
    expect(lineOf(text)).toMatch(/; export the traffic as HAR 1\.2[^\n]*$/);
  });

  test.each(['{"log":{"entries":[]}}\n{"log":{"entries":[]}}', '{"log":{"entries":[]}}\nexported'])(
    "as one with more behind it: %j",
    (text) => expect(lineOf(text)).toContain("there is more behind its JSON"),
  );

  test("as cut off wherever it ends before its time", () => {
    const text = '{"log":{"entries":[{"time":1,"request":{"url":"a"}},{"time":-2.5e1,"ok":[true,null]}]}}';
    for (let length = 1; length < text.length; length++)
      expect(lineOf(text.slice(0, length)), text.slice(0, length)).toContain("it is JSON that is cut off");
  });

  test("without a word of what is in it", () => {
    const canary = "canary7f39c1d2e8";
    for (const text of [canary, `{"a": ${canary}}`, `{"${canary}" 1}`, `["${canary}",]`, `{"a":"${canary}\n"}`])
      expect(lineOf(text)).not.toContain("canary");
  });
});

describe("entries are read whatever stands around them", () => {
  const entry = { request: { url: "https://gorest.co.in/public/v2/users" }, response: { status: 200 } };
  const line = JSON.stringify(entry);
  const log = { entries: [entry, entry] };
  test.each<readonly [string, string]>([
    ["nothing", JSON.stringify([entry, entry])],
    ["nothing, a line each", `${line}\n${line}\n`],
    ["a trace's own, a line each", `{"type":"resource-snapshot","snapshot":${line}}\n`.repeat(2)],
    ["an object more", JSON.stringify({ har: { log } })],
    ["a list more", JSON.stringify([{ log }])],
    ["zeros that were reserved behind them", `${JSON.stringify({ log })}\0\0\0`],
  ])("%s", (_, text) => expect(parseHar(text)).toEqual({ log }));

  test("a last line that was cut off is a broken entry, one before it makes another file", () => {
    expect(parseHar(`${line}\n${line.slice(0, 30)}`)).toEqual({ log: { entries: [entry, null] } });
    expect(lineOf(`${line}\nx\n${line}`)).not.toBe("");
  });
});
