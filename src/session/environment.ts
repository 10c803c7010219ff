import { lstatSync, readFileSync } from "node:fs";
import { parse } from "dotenv";
import { systemCodeOf, UsageError } from "./fail.ts";
import type { Environment } from "./http-proxy.ts";

/** How to mend a file that is there and cannot be read, by the system's code. */
const mending: Readonly<Record<string, string>> = {
  EACCES: "no permission to read it; make it yours and readable (chmod 600 .env)",
  EPERM: "no permission to read it; make it yours and readable (chmod 600 .env)",
  EISDIR: "it is a folder; move it away, a file is needed",
  ENOENT: "it is a link that leads nowhere; mend or remove the link",
  ELOOP: "it is a link that leads back to itself; mend or remove the link",
};

/** The file's bytes; undefined where there is no such file. */
const bytesOf = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = systemCodeOf(error) ?? "";
    if (code === "ENOENT" && lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
    throw new UsageError(`${path}: ${mending[code] ?? `it cannot be read (${code})`}`, { cause: error });
  }
};

/** UTF-16 of the ASCII that names of variables are has a NUL in every other byte, with or without a mark before it. */
const encodingOf = (bytes: Buffer): "utf-8" | "utf-16le" | "utf-16be" => {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? "utf-16be" : "utf-8";
};

const textOf = (path: string, bytes: Buffer): string => {
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Not that encoding; the error below says so.
  }
  throw new UsageError(`${path}: it is no text in UTF-8 or UTF-16; save it as UTF-8`);
};

/** A line that speaks of a setting and sets none would leave a run with another target than its writer meant. */
const mustSetWhatItNames = (path: string, text: string, values: Readonly<Record<string, string>>): void => {
  text.split(/\r\n?|\n/).forEach((line, at) => {
    const name = /^[^#=]*?\b(GOREST_[A-Z_]+)/.exec(line)?.[1];
    if (name !== undefined && !Object.hasOwn(values, name))
      throw new UsageError(`${path}, line ${at + 1}: ${name} is named and not set; write ${name}=VALUE`);
    // Pasted without a name it would be passed over, and the run go to the simulator.
    if (/^\s*(?:Bearer\s+)?[0-9a-f]{64}\s*$/i.test(line) && !values.GOREST_TOKEN)
      throw new UsageError(
        `${path}, line ${at + 1}: it looks like a token without a name; write GOREST_TOKEN= before it`,
      );
  });
};

/**
 * The variables of a `.env` file, in UTF-8 or in UTF-16 as PowerShell writes it; none where there is no file.
 * @throws UsageError where it is there and cannot be read, or names a setting in a line that sets none
 * @internal
 */
export const readEnvFile = (path = ".env"): Readonly<Record<string, string>> => {
  const bytes = bytesOf(path);
  if (bytes === undefined) return {};
  const text = textOf(path, bytes);
  const values = parse(text);
  mustSetWhatItNames(path, text, values);
  return values;
};

let known: Environment | undefined;

/**
 * The environment with the working folder's `.env` beneath it: a variable that is really set wins. Read once a process;
 * `process.env` itself is left as it is, so that nothing else inherits a token it was not given.
 * @throws UsageError where the `.env` cannot be read
 */
export const environment = (): Environment => {
  known ??= { ...readEnvFile(), ...process.env };
  return known;
};

/** The same for what must speak even of a `.env` that cannot be read: then without it. */
export const readableEnvironment = (): Environment => {
  try {
    return environment();
  } catch {
    return process.env;
  }
};
