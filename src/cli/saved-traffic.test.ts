import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Exchange } from "../contract/exchange.ts";
import { describeFailure } from "./fail.ts";
import { openSavedTraffic, withPath } from "./saved-traffic.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gorest-saved-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const failure = async (path: string) => {
  try {
    const { exchanges } = await openSavedTraffic(path);
    for await (const _ of exchanges);
    return undefined;
  } catch (error) {
    return describeFailure(withPath(path, error));
  }
};
const exchange = (seq: number, url: string): Exchange => ({
  seq,
  request: { method: "GET", url, headers: [], token: "A" },
  outcome: { kind: "answer", status: 404, headers: [], body: "" },
  attempt: 1,
  startUs: seq * 10,
  endUs: seq * 10 + 5,
});
const ndjson = (...urls: readonly string[]) =>
  file("x.ndjson", urls.map((url, i) => `${JSON.stringify(exchange(i + 1, url))}\n`).join(""));

describe("a file that holds no traffic is named in one line that says what is wrong and how to mend it", () => {
  test.each([
    ["a.har", "[]", "not a usable HAR: the file should be an object and is a list; export the traffic as HAR 1.2"],
    [
      "b.har",
      '{"log":{"entries":[{"request":{"method":5,"url":"http://h/public/v2/users"}}]}}',
      "not a usable HAR: log.entries[0].request.method should be a text and is a number; mend that entry or take it out",
    ],
    ["c.har", gzipSync("{}"), "it is compressed; unpack it first"],
    ["d.har", "<html>", "it is not JSON ("],
    ["e.ndjson", "{}\n{}\n", "line 1 of the record is broken: it is no exchange"],
  ])("%s %#", async (name, content, line) => {
    const path = file(name, content);
    expect(await failure(path)).toEqual({ expected: true, line: expect.stringContaining(`${path}: ${line}`) });
  });

  test.each(["f.har", "f.ndjson"])("a folder: %s", async (name) => {
    const path = join(folder, name);
    mkdirSync(path);
    expect(await failure(path)).toEqual({ expected: true, line: `${path}: it is a folder, a file is needed` });
  });

  test.each(["g.har", "g.ndjson"])("nothing: %s", async (name) => {
    const path = join(folder, name);
    expect(await failure(path)).toEqual({ expected: true, line: `${path}: there is no such file or folder` });
  });
});

describe("the base path of a record", () => {
  const base = async (path: string) => (await openSavedTraffic(path)).basePath;

  test("is that of its users exchanges, whatever the first one asked for", async () => {
    expect(await base(ndjson("http://h/public/v2/posts", "http://h/public/v2/users/7"))).toBe("/public/v2");
    expect(await base(ndjson("http://h/public/v2/users/7/posts"))).toBe("/public/v2");
    expect(await base(ndjson("http://h/users"))).toBe("");
  });

  test("is the one that most of them have", async () => {
    expect(await base(ndjson("http://h/users/1", "http://h/public/v2/users", "http://h/public/v2/users?page=2"))).toBe(
      "/public/v2",
    );
  });
});
