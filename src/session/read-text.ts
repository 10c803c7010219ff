import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import { UsageError } from "./fail.ts";

/** Text without the byte order mark that Windows programs put before it. */
const withoutBom = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);

/**
 * The text of a file of UTF-8, whole.
 * @throws what the file system or Node says, with the path in it, for one clear line
 */
export const readText = async (path: string): Promise<string> => {
  try {
    // For text, readFile fails at one too long with an error that has no code.
    return withoutBom((await readFile(path)).toString("utf8"));
  } catch (error) {
    throw error instanceof Error && "code" in error ? Object.assign(error, { path }) : error;
  }
};

/** Bytes of the longest line that is read: several times an exchange with the largest body we keep. */
const mostBytes = 128 * 1024 * 1024;
const lineFeed = 0x0a;

const sourceOf = (stream: Readable): string =>
  "path" in stream && typeof stream.path === "string" ? `${stream.path}: ` : "";

/**
 * The lines of a stream of UTF-8, the last one also without a line feed; a byte order mark before them is left out.
 * Several times quicker than node:readline, which a file of a million lines needs. Only \n ends a line: bodies may hold
 * Unicode's own line breaks.
 *
 * Each line is decoded by itself: one foreign letter makes all of a text take two bytes a character, and slow to decode,
 * to cut and to parse.
 * @throws UsageError at a line longer than `most` bytes
 */
export async function* readLines(stream: Readable, most = mostBytes): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  let number = 1;
  const keep = (part: Buffer) => {
    size += part.length;
    if (size > most)
      throw new UsageError(
        `${sourceOf(stream)}line ${number} is longer than ${most} bytes; is this one record a line?`,
      );
    parts.push(part);
  };
  const line = (): string => {
    const [only] = parts;
    const text = (only !== undefined && parts.length === 1 ? only : Buffer.concat(parts)).toString("utf8");
    parts = [];
    size = 0;
    return number++ === 1 ? withoutBom(text) : text;
  };
  for await (const chunk of stream) {
    const bytes: Buffer = chunk;
    let from = 0;
    for (let to = bytes.indexOf(lineFeed); to !== -1; to = bytes.indexOf(lineFeed, from)) {
      keep(bytes.subarray(from, to));
      yield line();
      from = to + 1;
    }
    if (from < bytes.length) keep(bytes.subarray(from));
  }
  if (size > 0) yield line();
}
