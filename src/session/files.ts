import { randomBytes } from "node:crypto";
import { mkdirSync, statSync } from "node:fs";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { systemCodeOf, UsageError } from "./fail.ts";

/** A failure of the system's, with the path that it is about. */
const withPath = (error: unknown, path: string): unknown =>
  error instanceof Error && systemCodeOf(error) !== undefined ? Object.assign(error, { path }) : error;

/** Undefined: there is nothing of that name. */
const isFolder = (path: string): boolean | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory();
  } catch (error) {
    if (systemCodeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
};

const inTheWay = (path: string): UsageError => new UsageError(`${path} is a file; a folder is needed`);

/** Makes one folder below one that is there. */
const makeOne = (path: string): void => {
  try {
    mkdirSync(path);
  } catch (error) {
    if (systemCodeOf(error) === "EEXIST" && isFolder(path) === true) return;
    if (systemCodeOf(error) === "EEXIST") throw inTheWay(path);
    if (systemCodeOf(error) === "ENOENT")
      throw new UsageError(`${path}: no folder can be made there; name another place`);
    throw error;
  }
};

/**
 * Makes a folder with all that lead to it. Node's own recursive mkdir never ends where a system says of every new name that
 * it does not exist, as /proc does.
 * @throws UsageError, or what the file system says, with the path in it, for one clear line
 */
export const makeFolder = (path: string): void => {
  const missing: string[] = [];
  for (let at = resolve(path); isFolder(at) !== true; at = dirname(at)) {
    if (isFolder(at) === false) throw inTheWay(at);
    missing.push(at);
    if (dirname(at) === at) break;
  }
  for (const each of missing.reverse()) makeOne(each);
};

type Chunks = Iterable<string> | AsyncIterable<string>;

const pieceBytes = 1 << 20;
/** A file of gigabytes that is flushed at the end only would make every task wait for the disk then. */
const flushBytes = 1 << 26;
/** UTF-8 takes at most so many bytes for each UTF-16 unit. */
const mostBytesAUnit = 3;

/**
 * Chunks in pieces of about a mebibyte, encoded one chunk at a time: joined first, one foreign letter would make all of a
 * piece slow to encode. A piece holds until the one after the next is taken.
 */
async function* encoded(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let [piece, spare] = [Buffer.allocUnsafe(pieceBytes), Buffer.allocUnsafe(pieceBytes)];
  let size = 0;
  for await (const chunk of chunks) {
    const most = chunk.length * mostBytesAUnit;
    if (size > 0 && size + most > pieceBytes) {
      yield piece.subarray(0, size);
      [piece, spare] = [spare, piece];
      size = 0;
    }
    if (most > pieceBytes) yield Buffer.from(chunk);
    else size += piece.write(chunk, size);
  }
  if (size > 0) yield piece.subarray(0, size);
}

/** A promise that is awaited later: till then its failure must not count as an unhandled rejection. */
const later = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {});
  return promise;
};

const writeAll = async (file: FileHandle, chunks: Chunks): Promise<void> => {
  // The next piece is made while one is being written, and what is written goes onto the disk meanwhile.
  let written: Promise<void> = Promise.resolve();
  let flushed: Promise<void> = Promise.resolve();
  let waiting = 0;
  try {
    for await (const piece of encoded(chunks)) {
      await written;
      written = later(file.writeFile(piece));
      waiting += piece.length;
      if (waiting < flushBytes) continue;
      waiting = 0;
      await flushed;
      flushed = later(file.datasync());
    }
  } finally {
    await written;
    await flushed;
  }
};

/**
 * Writes a file whole or not at all: into a temporary file beside it, onto the disk, and only then under its name. A
 * crash, a full disk or an error in `chunks` leaves what was there before.
 * @throws what the file system says, with the path in it, for one clear line
 */
export const writeAtomically = async (path: string, chunks: Chunks): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    makeFolder(dirname(path));
    const file = await open(temporary, "wx");
    try {
      await writeAll(file, chunks);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    // A failed write names no path of its own; the temporary one would mean nothing to a reader.
    throw withPath(error, path);
  }
};

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
    throw withPath(error, path);
  }
};

/** Bytes of the longest line that is read: several times an exchange with the largest body we keep. */
const mostBytes = 128 * 1024 * 1024;
const lineFeed = 0x0a;

const pathOf = (stream: Readable): string | undefined =>
  "path" in stream && typeof stream.path === "string" ? stream.path : undefined;

/** What the file system says of a stream, with the path in it: of a folder it says that only where one is opened. */
async function* bytesOf(stream: Readable): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (error) {
    throw error instanceof Error && "code" in error ? Object.assign(error, { path: pathOf(stream) }) : error;
  }
}

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
  const path = pathOf(stream);
  let parts: Buffer[] = [];
  let size = 0;
  let number = 1;
  const keep = (part: Buffer) => {
    size += part.length;
    if (size > most)
      throw new UsageError(
        `${path === undefined ? "" : `${path}: `}line ${number} is longer than ${most} bytes; is this one record a line?`,
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
  for await (const bytes of bytesOf(stream)) {
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
