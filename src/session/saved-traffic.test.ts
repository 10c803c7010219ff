import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Exchange } from "../contract/exchange.ts";
import { describeFailure } from "./fail.ts";
import { openSavedTraffic, recordingsIn, withPath } from "./saved-traffic.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gorest-saved-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const failure = async (path: string) => {
  try {
    for (const { exchanges } of await openSavedTraffic(path)) for await (const _ of exchanges);
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
    ["b.har", '{"log":{"entries":{}}}', "not a usable HAR: log.entries should be a list and is an object; export"],
    ["c.har", gzipSync("{}").subarray(0, 15), "it is gzip that is cut off or broken; save it again"],
    ["c.zhar", deflateSync("{}".repeat(99)).subarray(0, 9), "it is zlib that is cut off or broken; save it again"],
    ["c.ndjson.gz", gzipSync("{}").subarray(0, 15), "it is gzip that is cut off or broken; save it again"],
    [
      "c.har.zip",
      zipSync({ "a.txt": strToU8("x") }),
      "it is a zip without a .har inside; export the traffic as HAR 1.2",
    ],
    [
      "c2.har.zip",
      zipSync({ "a.har": strToU8("{}") }).subarray(0, 40),
      "it is a zip that is cut off, encrypted or broken",
    ],
    ["c.har.zst", Buffer.from("28b52ffd00", "hex"), "it is packed with Zstandard, which is not read; unpack it first"],
    ["d.har", "<html>", "it is a web page; export the traffic as HAR 1.2, or give an .ndjson of a run"],
    ["d1.har", "", "it is empty; export"],
    ["d2.har", '{"log":{"entries":[', "it is JSON that is cut off; export"],
    ["d3.har", "hello", "it is not JSON ("],
    [
      "d4.har",
      '{"info":{},"item":[]}',
      "it is a Postman collection, which says what to send and not what was answered",
    ],
    ["d5.har", '<?xml version="1.0"?><items/>', "it is XML; export"],
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

test("a recording that is looked for where the harness runs says where that is", async () => {
  await expect(recordingsIn("no-such.har")).rejects.toThrow(
    `no-such.har: there is no such file or folder in ${process.cwd()}`,
  );
});

test("a record whose last line a crash cut off says so once it has been read", async () => {
  const path = ndjson("http://h/public/v2/users", "http://h/public/v2/users/7");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.slice(0, -40));
  const [saved] = await openSavedTraffic(path);
  let count = 0;
  for await (const _ of saved?.exchanges ?? []) count++;
  expect(count).toBe(1);
  expect(saved?.notes).toEqual(["cut off in line 2, its last one: that is passed over"]);
});

describe("the base path of a record", () => {
  const base = async (path: string) => (await openSavedTraffic(path))[0]?.basePath;

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

describe("a recording is read however it was packed and written", () => {
  const user = "http://h/public/v2/users";
  const entry = (response: object = {}) => ({
    startedDateTime: "2026-03-01T10:00:00.250Z",
    request: { method: "GET", url: `${user}/7` },
    response: { status: 404, headers: [], content: { text: '{"message":"Zoë"}' }, ...response },
  });
  const har = JSON.stringify({ log: { entries: [entry()] } });
  const bigEndian = Buffer.from(`\ufeff${har}`, "utf16le").swap16();

  test.each<[string, string | Uint8Array]>([
    ["plain.har", har],
    ["without-log.har", JSON.stringify({ entries: [entry()] })],
    ["bom.har", `\ufeff${har}`],
    ["utf16.har", Buffer.from(`\ufeff${har}`, "utf16le")],
    ["utf16-no-bom.har", Buffer.from(har, "utf16le")],
    ["utf16be.har", bigEndian],
    ["windows.har", Buffer.from(har, "latin1")],
    ["a.har.gz", gzipSync(har)],
    ["unsaid-gzip.har", gzipSync(Buffer.from(`\ufeff${har}`, "utf16le"))],
    ["a.zhar", deflateSync(har)],
    ["a.har.zip", zipSync({ "deep/a.har": strToU8(har), "b.txt": strToU8("x") })],
    ["zip-in-gzip.har", gzipSync(zipSync({ "a.har": strToU8(har) }))],
  ])("%s", async (name, content) => {
    const [saved, more] = await openSavedTraffic(file(name, content));
    expect(more).toBeUndefined();
    const found: Exchange[] = [];
    for await (const exchange of saved?.exchanges ?? []) found.push(exchange);
    expect(found.map(({ outcome }) => outcome)).toMatchObject([{ status: 404, body: '{"message":"Zoë"}' }]);
  });

  const attachedBody = JSON.stringify({ log: { entries: [entry({ content: { _file: "5f3a.json" } })] } });
  test("a body beside it, in the archive or in the folder, and never one of another folder", async () => {
    const bodyOf = async (path: string) => {
      const [saved] = await openSavedTraffic(path);
      for await (const { outcome } of saved?.exchanges ?? []) if (outcome.kind === "answer") return outcome.body;
      return undefined;
    };
    const packed = zipSync({ "har.har": strToU8(attachedBody), "5f3a.json": strToU8('{"message":"x"}') });
    expect(await bodyOf(file("attached.har.zip", packed))).toBe('{"message":"x"}');
    expect(await bodyOf(file("attached.har", attachedBody))).toBe("");
    file("5f3a.json", '{"message":"y"}');
    expect(await bodyOf(file("attached.har", attachedBody))).toBe('{"message":"y"}');
    mkdirSync(join(folder, "in"));
    expect(await bodyOf(file("in/out.har", attachedBody.replace("5f3a.json", "../5f3a.json")))).toBe("");
  });

  test("several in one archive, and all that are in a folder", async () => {
    const zip = file("two.har.zip", zipSync({ "a.har": strToU8(har), "b.har": strToU8(har) }));
    expect((await openSavedTraffic(zip)).map(({ notes }) => notes[0])).toEqual(["a.har:", "b.har:"]);
    file("run.json", "{}");
    file("x.zhar", deflateSync(har));
    expect(await recordingsIn(folder)).toEqual([zip, join(folder, "x.zhar")]);
    expect(await recordingsIn(zip)).toEqual([zip]);
  });

  test("a record of a run, also as gzip", async () => {
    const line = `${JSON.stringify(exchange(1, user))}\n`;
    const [saved] = await openSavedTraffic(file("x.ndjson.gz", gzipSync(line.repeat(3))));
    let count = 0;
    for await (const _ of saved?.exchanges ?? []) count++;
    expect([count, saved?.basePath]).toEqual([3, "/public/v2"]);
  });
});

test("thousands of entries of others, as a browser's file has them, are told in some lines", async () => {
  const entry = (url: string) => ({ request: { method: "GET", url }, response: { status: 200 } });
  const others = Array.from({ length: 3000 }, (_, n) => entry(`https://h${n % 2 ? "" : n % 60}.example/a.png`));
  const ours = entry("https://gorest.co.in/public/v2/users");
  const path = file("b.har", JSON.stringify({ log: { entries: [ours, ...others.slice(0, 3), ours, ...others] } }));
  const [saved] = await openSavedTraffic(path);
  const notes = saved?.notes ?? [];
  expect(notes.length).toBeLessThan(30);
  for (const note of notes) expect(note.length, note).toBeLessThan(300);
  expect(notes).toContainEqual(
    expect.stringMatching(/^out of scope: another host: h\.example \(entries 2, 6, .* and \d+ more\)$/),
  );
  expect(notes).toContainEqual(expect.stringMatching(/^out of scope: \d+ more entries$/));

  const rows = file(
    "c.har",
    JSON.stringify({ log: { entries: [...others.filter((_, n) => n % 2), ours, others[1]] } }),
  );
  const [row] = await openSavedTraffic(rows);
  expect(row?.notes).toContain("out of scope: another host: h.example (entries 0-1499, 1501)");
});
