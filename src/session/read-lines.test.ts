import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { UsageError } from "./fail.ts";
import { readLines } from "./files.ts";

const linesOf = async (chunks: readonly (string | Buffer)[], most?: number) => {
  const found: string[] = [];
  for await (const line of readLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), most)) found.push(line);
  return found;
};

test("lines come whole, however the chunks cut them and their characters", async () => {
  const text = "a\n\nb\u2028ü😀c\nlast";
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at++)
    expect(await linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(text.split("\n"));
  expect(await linesOf([...bytes].map((byte) => Buffer.from([byte])))).toEqual(text.split("\n"));
});

test("a byte order mark before the first line is left out, and no other", async () => {
  const bytes = Buffer.from("\ufeffa\n\ufeffb\n");
  expect(await linesOf([bytes])).toEqual(["a", "\ufeffb"]);
  expect(await linesOf([...bytes].map((byte) => Buffer.from([byte])))).toEqual(["a", "\ufeffb"]);
});

test("a line above the limit is refused with its number", async () => {
  expect(await linesOf(["abcd\nab", "cd\n"], 4)).toEqual(["abcd", "abcd"]);
  await expect(linesOf(["abcd\nab", "cde\n"], 4)).rejects.toThrow(UsageError);
  await expect(linesOf(["abcd\nab", "cde"], 4)).rejects.toThrow(/^line 2 is longer than 4 bytes/);
});

test("a long line takes time in proportion to its length", async () => {
  // Joined anew at each chunk, these 4 MiB would be 64 GB to copy.
  const chunk = Buffer.alloc(128, "a");
  const chunks = Array.from({ length: 32 * 1024 }, () => chunk);
  const [line] = await linesOf(chunks);
  expect(line).toHaveLength(4 * 1024 * 1024);
});
