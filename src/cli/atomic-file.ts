import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "./make-folder.ts";

export type Chunks = Iterable<string> | AsyncIterable<string>;

const pieceChars = 1 << 20;

const writeAll = async (file: FileHandle, chunks: Chunks): Promise<void> => {
  let piece: string[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    piece.push(chunk);
    size += chunk.length;
    if (size < pieceChars) continue;
    await file.writeFile(piece.join(""));
    piece = [];
    size = 0;
  }
  await file.writeFile(piece.join(""));
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
