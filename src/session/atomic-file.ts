import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";

export type Chunks = Iterable<string> | AsyncIterable<string>;

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
    throw error instanceof Error && "code" in error ? Object.assign(error, { path }) : error;
  }
};
