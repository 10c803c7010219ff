import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UsageError } from "./fail.ts";

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** Undefined: there is nothing of that name. */
const isFolder = (path: string): boolean | undefined => {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory();
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
};

const inTheWay = (path: string): UsageError => new UsageError(`${path} is a file; a folder is needed`);

/** Makes one folder below one that is there. */
const makeOne = (path: string): void => {
  try {
    mkdirSync(path);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && isFolder(path) === true) return;
    if (codeOf(error) === "EEXIST") throw inTheWay(path);
    if (codeOf(error) === "ENOENT") throw new UsageError(`${path}: no folder can be made there; name another place`);
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
