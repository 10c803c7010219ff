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
    ["several JSON texts", '{"log":{"entries":[]}}\n{"log":{"entries":[]}}'],
    ["JSON that is cut off", '{"log":{"entries":[{"re'],
    ["not JSON", '{"log":{"entries":[],}}'],
    ["not JSON", '{"log":{"entries":[NaN]}}'],
    ["a web page", "<!doctype html><html></html>"],
    ["empty", " \n"],
  ])("as %s", (name, text) => {
    expect(lineOf(text)).toContain(`it is ${name}`);
    expect(lineOf(text)).toMatch(/; export the traffic as HAR 1\.2[^\n]*$/);
  });

  test("without a word of what is in it", () => {
    const canary = "canary7f39c1d2e8";
    for (const text of [canary, `{"a": ${canary}}`, `{"${canary}" 1}`, `["${canary}",]`, `{"a":"${canary}\n"}`])
      expect(lineOf(text)).not.toContain("canary");
  });
});
