import { readFile } from "node:fs/promises";

/** Text without the byte order mark that Windows programs put before it. */
export const withoutBom = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);

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
