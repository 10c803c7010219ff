import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";

export type Chunks = Iterable<string> | AsyncIterable<string>;

const pieceBytes = 1 << 20;
/** UTF-8 takes at most so many bytes for each UTF-16 unit. */
const mostBytesAUnit = 3;

/**
 * Chunks in pieces of about a mebibyte, encoded one chunk at a time: joined first, one foreign letter would make all of a
 * piece slow to encode. A piece holds until the one after the next is asked for.
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

const writeAll = async (file: FileHandle, chunks: Chunks): Promise<void> => {
  // The next piece is made while one is being written.
  let written: Promise<void> = Promise.resolve();
  try {
    for await (const piece of encoded(chunks)) {
      await written;
      written = file.writeFile(piece);
    }
  } finally {
    await written;
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
    // A failed write names no path of its own; the temporary one would tell a reader nothing.
    throw error instanceof Error && "code" in error ? Object.assign(error, { path }) : error;
  }
};
