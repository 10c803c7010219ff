import { isUtf8 } from "node:buffer";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { unzipSync } from "fflate";
import { isObject } from "../contract/is-object.ts";
import type { Attached } from "./body.ts";
import { HarError } from "./fields.ts";

/** A file as it was before it was packed. */
export interface Unpacked {
  /** Its name in the archive it came in. */
  readonly name?: string;
  readonly bytes: Uint8Array;
  /** What lies beside it in the archive. */
  readonly attached: Attached;
}

/** What is unpacked at the most, in bytes: no longer text fits into memory as one. */
const mostBytes = 512 * 1024 * 1024;
const nothing: Attached = () => undefined;

const again = "export the traffic as HAR 1.2";

/** Packings that are known by their first bytes and not read. */
const unread: readonly (readonly [magic: string, name: string])[] = [
  ["28b52ffd", "Zstandard"],
  ["425a68", "bzip2"],
  ["fd377a585a00", "xz"],
  ["377abcaf271c", "7-Zip"],
  ["526172211a07", "RAR"],
];

/** Kinds of file that are known by their first bytes, and in which there is no HAR. */
const foreign: readonly (readonly [magic: string, name: string])[] = [
  ["d4c3b2a1", "a capture of packets"],
  ["a1b2c3d4", "a capture of packets"],
  ["0a0d0d0a", "a capture of packets"],
  ["53514c69746520666f726d6174", "a database of SQLite"],
  ["62706c697374", "a session of Proxyman or another property list"],
];
const isTar = (bytes: Uint8Array) => Buffer.from(bytes.subarray(257, 262)).toString("latin1") === "ustar";

const startsWith = (bytes: Uint8Array, magic: string) =>
  Buffer.from(bytes.subarray(0, magic.length / 2)).toString("hex") === magic;
const isGzip = (bytes: Uint8Array) => startsWith(bytes, "1f8b");
const isZip = (bytes: Uint8Array) => startsWith(bytes, "504b0304") || startsWith(bytes, "504b0506");
const isZlib = ([first = 0, second = 0]: Uint8Array) => first === 0x78 && (first * 256 + second) % 31 === 0;

const inflated = (bytes: Uint8Array, what: string, inflate: typeof gunzipSync, most: number): Uint8Array => {
  try {
    return inflate(bytes, { maxOutputLength: most });
  } catch (error) {
    const tooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new HarError(
      tooLarge
        ? `unpacked it is larger than ${most} bytes; split the recording`
        : `it is ${what} that is cut off or broken; save it again`,
    );
  }
};

const unzipped = (bytes: Uint8Array, most: number): readonly Unpacked[] => {
  let size = 0;
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        size += originalSize;
        return size <= most;
      },
    });
  } catch (error) {
    throw new HarError("it is a zip that is cut off, encrypted or broken; save it again", { cause: error });
  }
  if (size > most) throw new HarError(`unpacked it is larger than ${most} bytes; split the recording`);
  const hars = Object.keys(files).filter((name) => /\.har$/i.test(name) && !/(^|\/)(__MACOSX\/|\._)/.test(name));
  if (hars.length === 0) throw new HarError("it is a zip without a .har inside; export the traffic as HAR 1.2");
  return hars.flatMap((name) => {
    const content = files[name];
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    return content === undefined ? [] : [{ name, bytes: content, attached: (beside) => files[folder + beside] }];
  });
};

/**
 * Undoes gzip, zlib and zip, also one in the other; what is not packed comes back as it is.
 * @throws HarError at a packing that is not read, is broken, holds no HAR or is larger than `most` bytes
 */
export const unpack = (bytes: Uint8Array, most = mostBytes, depth = 2): readonly Unpacked[] => {
  const [, other] = unread.find(([magic]) => startsWith(bytes, magic)) ?? [];
  if (other !== undefined) throw new HarError(`it is packed with ${other}, which is not read; unpack it first`);
  const [, kind] = foreign.find(([magic]) => startsWith(bytes, magic)) ?? [];
  if (kind !== undefined) throw new HarError(`it is ${kind}; ${again}`);
  if (isTar(bytes)) throw new HarError("it is a tar archive, which is not read; unpack it first");
  if (depth > 0 && isZip(bytes)) return unzipped(bytes, most);
  if (depth > 0 && isGzip(bytes)) return unpack(inflated(bytes, "gzip", gunzipSync, most), most, depth - 1);
  if (depth > 0 && isZlib(bytes)) return unpack(inflated(bytes, "zlib", inflateSync, most), most, depth - 1);
  return [{ bytes, attached: nothing }];
};

/** Undoes Brotli, which no first byte shows. */
export const unbrotli = (bytes: Uint8Array): Uint8Array => inflated(bytes, "Brotli", brotliDecompressSync, mostBytes);

/** The text of a file in UTF-8 or UTF-16, with or without a byte order mark; in windows-1252 where it is neither. */
export const textOfFile = (bytes: Uint8Array): string => {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return decode(bytes, "utf-16le");
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return decode(bytes, "utf-16be");
  return decode(bytes, isUtf8(bytes) ? "utf-8" : "windows-1252");
};

const decode = (bytes: Uint8Array, label: string): string => {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch (error) {
    throw new HarError("too large to be read at once; split the recording, or use NDJSON", { cause: error });
  }
};

/** What a text is that is no HAR, judging by its beginning; undefined: unknown. */
const nameOfOther = (text: string): string | undefined => {
  const start = text.slice(0, 2000).trimStart();
  if (start === "") return "it is empty";
  if (/^<(!doctype html|html)/i.test(start)) return "it is a web page";
  if (/^<\?xml|^<(items|charles-session)\b/i.test(start)) return "it is XML";
  if (start.startsWith("version https://git-lfs")) return "it is a pointer of Git LFS (git lfs pull fetches the file)";
  if (/^\{"(?:type":"Metric|metric":)/.test(start))
    return "it is k6's JSON output (npm run report -- --import reads it)";
  if (/^\d+:\d+:|^\d+:[a-z]/i.test(start)) return "it is a flow file of mitmproxy";
  return undefined;
};

/** Files of JSON that people take for recordings: what they are, by a field that only they have. */
const others: readonly (readonly [is: (file: object) => boolean, name: string])[] = [
  [
    (file) => "info" in file && "item" in file,
    "it is a Postman collection, which says what to send and not what was answered",
  ],
  [(file) => "run" in file && "collection" in file, "it is a report of Newman"],
  [(file) => "openapi" in file || "swagger" in file, "it is an OpenAPI document"],
  [(file) => "constants" in file && "events" in file, "it is a NetLog of Chrome"],
  [
    (file) => "items" in file && "name" in file,
    "it is a collection of Bruno, which says what to send and not what was answered",
  ],
  [
    (file) => Array.isArray(file) && file.some((one) => typeof one === "object" && one !== null && "host" in one),
    "it is a session of Charles",
  ],
  [(file) => "_type" in file && "resources" in file, "it is an export of Insomnia's workspace, not of its history"],
];

const isEntry = (value: unknown): boolean => isObject(value) && isObject(value.request) && "response" in value;

/** Playwright's traces have more around an entry. */
const entryIn = (value: unknown): unknown =>
  isObject(value) && value.type === "resource-snapshot" && isEntry(value.snapshot) ? value.snapshot : value;

const lineOf = (line: string): unknown => {
  try {
    return entryIn(JSON.parse(line));
  } catch {
    return null;
  }
};

/** Entries a line each, as jq and traces write them; a last line that was cut off is a broken entry. Undefined: it is none such. */
const entriesInLines = (text: string): unknown => {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (!isEntry(lineOf(lines[0] ?? ""))) return undefined;
  const entries = lines.map(lineOf);
  return entries.slice(0, -1).every(isEntry) ? { log: { entries } } : undefined;
};

/** Entries without what stands around them, or with more around it than there should be. */
const unwrapped = (json: unknown): unknown => {
  if (Array.isArray(json)) {
    if (json.length === 1 && isObject(json[0]) && isObject(json[0].log)) return json[0];
    return json.length > 0 && json.every(isEntry) ? { log: { entries: json } } : json;
  }
  if (!isObject(json)) return json;
  if (isEntry(entryIn(json))) return { log: { entries: [entryIn(json)] } };
  const [inner, ...others] = Object.values(json);
  return others.length === 0 && isObject(inner) && isObject(inner.log) ? inner : json;
};

/** Why a text is no JSON, without the part of it that the engine quotes: there may be a token in it. */
const whyNoJson = (message: string, text: string): string => {
  if (message.startsWith("Unexpected non-whitespace character after JSON"))
    return "there is more behind its JSON, another text or a second file";
  const at = /at position (\d+)/.exec(message)?.[1];
  if (at === undefined ? message.startsWith("Unexpected end") : Number(at) >= text.trimEnd().length)
    return "it is JSON that is cut off";
  return `it is not JSON (${message.replace(/,? (?:\.\.\.)?".*$/s, "")})`;
};

/**
 * What a text holds as JSON.
 * @throws HarError where it is none, or another kind of file: what it is, and how to mend it
 */
export const parseHar = (text: string): unknown => {
  let json: unknown;
  try {
    json = unwrapped(JSON.parse(text));
  } catch (error) {
    // What a machine that crashed has reserved and not written.
    if (text.endsWith("\0")) return parseHar(text.replace(/\0+$/, ""));
    const lines = entriesInLines(text);
    if (lines !== undefined) return lines;
    const why = whyNoJson(error instanceof Error ? error.message : "not JSON", text);
    throw new HarError(`${nameOfOther(text) ?? why}; ${again}, or give an .ndjson of a run`, { cause: error });
  }
  if (typeof json === "object" && json !== null && !Object.hasOwn(json, "log") && !Object.hasOwn(json, "entries")) {
    const file = json;
    const [, name] = others.find(([is]) => is(file)) ?? [];
    if (name !== undefined) throw new HarError(`${name}; ${again}`);
  }
  return json;
};
