import { createReadStream, readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { BrokenRecordError, readExchanges } from "../client/recorder.ts";
import type { Exchange } from "../contract/exchange.ts";
import { matchRoute, pathOf } from "../contract/route.ts";
import { parseHar, textOfFile, type Unpacked, unbrotli, unpack } from "../har/parse-har.ts";
import { exchangesOfHar, HarError, type HarReading } from "../har/read-har.ts";
import { systemCodeOf, UsageError } from "./fail.ts";
import { readLines } from "./files.ts";

/** Traffic of a file, with what a reader should know of it. */
export interface SavedTraffic {
  readonly exchanges: AsyncIterable<Exchange> | readonly Exchange[];
  /** What lies before the API's own path in every URL. */
  readonly basePath: string;
  /** Complete once the exchanges have been read. */
  readonly notes: readonly string[];
}

/** A trouble with a file's content or with reading it, with the path in it. Also for what its exchanges throw later on. */
export const withPath = (path: string, error: unknown): unknown => {
  if (error instanceof BrokenRecordError || error instanceof HarError) {
    return new UsageError(`${nameOf(path)}: ${error.message}`, { cause: error });
  }
  if (error instanceof Error && "code" in error && String(error.code).startsWith("Z_"))
    return new UsageError(`${nameOf(path)}: it is gzip that is cut off or broken; save it again`, { cause: error });
  // Streams leave out the path when they fail after the file was opened, as of a folder.
  return error instanceof Error && "code" in error && !("path" in error) ? Object.assign(error, { path }) : error;
};

const stdin = "-";
const nameOf = (path: string) => (path === stdin ? "standard input" : path);

/** A file's bytes from its beginning, unpacked where they are gzip, as they are read. */
async function* openUnpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const chunks = file[Symbol.asyncIterator]();
  const first = await chunks.next();
  const whole = async function* (): AsyncGenerator<Buffer> {
    if (first.done === true) return;
    yield first.value;
    for await (const chunk of file) yield chunk;
  };
  if (first.done === true || first.value[0] !== 0x1f || first.value[1] !== 0x8b) return yield* whole();
  const source = Readable.from(whole());
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip);
}

/** The lines of a file of lines, also of a gzip of one. */
export const linesOf = (path: string): AsyncGenerator<string> =>
  readLines(Object.assign(Readable.from(openUnpacked(path), { objectMode: false }), { path }));

/** Opens the file when it is iterated over, anew each time. */
const readNdjson = (lines: () => AsyncIterable<string>, onCut: (line: number) => void): AsyncIterable<Exchange> => ({
  [Symbol.asyncIterator]: () => readExchanges(lines(), onCut),
});

const mostLooked = 1000;

/** A nested resource lies below a user. */
const beforeUsers = new RegExp(`^(.*?)${pathOf("listUsers")}(?:/|$)`);

/** The base that most of the first users exchanges have: the first may be of another resource, or a stray. */
const commonBase = async (exchanges: AsyncIterable<Exchange>): Promise<string> => {
  const counts = new Map<string, number>();
  let looked = 0;
  for await (const { request } of exchanges) {
    const base = beforeUsers.exec(new URL(request.url).pathname)?.[1];
    if (base === undefined) continue;
    counts.set(base, (counts.get(base) ?? 0) + 1);
    if (++looked >= mostLooked) break;
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
};

const openNdjson = async (lines: () => AsyncIterable<string>): Promise<SavedTraffic> => {
  const notes: string[] = [];
  const exchanges = readNdjson(lines, (line) => {
    notes[0] = `cut off in line ${line}, its last one: that is passed over`;
  });
  return { exchanges, basePath: await commonBase(exchanges), notes };
};

const mostReasons = 20;
const mostPlaces = 12;

/** Places in a file, rows of them as from and to: "0, 2-5 and 70 more"; a browser's file has thousands of other hosts. */
const placesOf = (indexes: readonly number[]): string => {
  const rows: [number, number][] = [];
  for (const index of indexes) {
    const last = rows.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else rows.push([index, index]);
  }
  const shown = rows.slice(0, mostPlaces);
  const rest = rows.slice(mostPlaces).reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const words = shown.map(([from, to]) => (from === to ? `${from}` : `${from}${to === from + 1 ? ", " : "-"}${to}`));
  return `${words.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
};

const mostNamed = 5;
const counted = (count: number, one: string, several = `${one}s`): string => `${count} ${count === 1 ? one : several}`;

/** Headers that the contract names for answers like those of a recording, and that none of them has. */
const lackingHeaders = (exchanges: readonly Exchange[]): readonly string[] => {
  const kept = exchanges[0]?.gaps?.headersKept;
  if (kept === undefined) return [];
  const named = new Map<string, string>();
  for (const { request, outcome } of exchanges) {
    if (outcome.kind !== "answer" || outcome.status >= 400) continue;
    const { pathname } = new URL(request.url);
    const path = pathname.slice(beforeUsers.exec(pathname)?.[1]?.length ?? 0);
    const spec = matchRoute(request.method, path)?.operation.responses.get(outcome.status);
    for (const { key, name, required } of spec?.headers ?? []) if (required) named.set(key, name);
  }
  const all = [
    ...named,
    ...["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id"].map(
      (name) => [name.toLowerCase(), name] as const,
    ),
  ];
  return all.flatMap(([key, name]) => (kept.has(key) ? [] : [name]));
};

/** What the recorder did not keep, and what follows from it. */
const gapNotes = ({ exchanges }: HarReading): readonly string[] => {
  const having = (gap: "headers" | "request" | "body" | "times") =>
    exchanges.filter(({ gaps }) => gaps?.[gap] === true).length;
  const lost = [
    [having("headers"), "answer's headers", "answers' headers"],
    [having("body"), "answer's body", "answers' bodies"],
    [having("request"), "request's body", "requests' bodies"],
  ] as const;
  const missing = lost.flatMap(([count, one, several]) => (count > 0 ? [counted(count, one, several)] : []));
  const broken = exchanges.filter(({ outcome }) => outcome.kind === "failure").length;
  const lacking = lackingHeaders(exchanges);
  return [
    ...(missing.length > 0 ? [`not kept, or not as it was: ${missing.join(", ")}`] : []),
    ...(lacking.length > 0
      ? [`not in this recording, so that nothing is judged by their absence: ${lacking.join(", ")}`]
      : []),
    ...(broken > 0 ? [`without an answer, or broken off: ${counted(broken, "request")}`] : []),
    ...(having("times") > 0
      ? ["its dates give no certain order: what may have overlapped is not judged by order"]
      : []),
  ];
};

const notesOf = (reading: HarReading, complete: boolean): readonly string[] => {
  const { exchanges, skipped, remarks, doubts } = reading;
  const why = new Map<string, number[]>();
  const broken = skipped.filter((entry) => entry.broken === true);
  const copies = skipped.filter((entry) => entry.copy === true);
  for (const { index, why: reason, broken: isBroken, copy } of skipped) {
    if (isBroken === true || copy === true) continue;
    const at = why.get(reason);
    if (at === undefined) why.set(reason, [index]);
    else at.push(index);
  }
  const further = [...why.values()].slice(mostReasons);
  const history = exchanges.filter(({ gaps }) => gaps?.history !== undefined);
  const judged = exchanges.length - history.length;
  const outside = skipped.length - broken.length - copies.length;
  return [
    `${exchanges.length + skipped.length} entries: ${judged} judged, ${history.length} history, ${outside} out of scope${copies.length > 0 ? `, ${copies.length} left out as copies of others` : ""}${broken.length > 0 ? `, ${broken.length} broken` : ""}`,
    ...[...why]
      .slice(0, mostReasons)
      .map(([reason, at]) => `out of scope: ${reason} (${at.length === 1 ? "entry" : "entries"} ${placesOf(at)})`),
    ...(further.length > 0 ? [`out of scope: ${counted(further.flat().length, "more entry", "more entries")}`] : []),
    ...broken.slice(0, mostNamed).map(({ why: reason }) => `broken: ${reason.replace("not a usable HAR: ", "")}`),
    ...(broken.length > mostNamed ? [`broken: ${broken.length - mostNamed} more`] : []),
    ...history.map(({ gaps, seq }) => `history: ${gaps?.history} (exchange ${seq})`),
    ...remarks.map((remark) => `changed since it was recorded: ${remark}`),
    ...gapNotes(reading),
    ...(complete && doubts.length > 0 ? [`it can't be taken for complete: ${doubts.join("; ")}`] : []),
  ];
};

const harOf = (text: string, { attached }: Unpacked, complete: boolean): SavedTraffic => {
  const reading = exchangesOfHar(parseHar(text), { attached, complete });
  return { exchanges: reading.exchanges, basePath: reading.basePath, notes: notesOf(reading, complete) };
};

/** Whether a text is a record of a run: one JSON object a line, with a request and its outcome. */
const isRecord = (text: string): boolean => {
  const end = text.indexOf("\n");
  const line = end === -1 ? text : text.slice(0, end);
  return /^\s*\{"seq":/.test(line) && line.includes('"outcome":');
};

/** A name of a file beside a recording, and of no other folder. */
const beside = (path: string) => (name: string) => {
  if (path === stdin || name !== basename(name) || name.startsWith(".")) return undefined;
  try {
    return readFileSync(join(dirname(path), name));
  } catch {
    return undefined;
  }
};

/** Does it; a trouble with one of several files tells which. */
const orNamed = <T>(name: string | undefined, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (name === undefined || !(error instanceof HarError)) throw error;
    throw new HarError(`${name} in it: ${error.message}`, { cause: error });
  }
};

/** Whether the lines of a file are entries of a HAR, and not the exchanges of a run. */
const hasEntries = async (path: string): Promise<boolean> => {
  for await (const line of linesOf(path))
    if (line.trim() !== "") return /"request"\s*:\s*\{/.test(line) && !line.includes('"outcome":');
  return false;
};

const openBytes = async (path: string, bytes: Uint8Array, complete: boolean): Promise<readonly SavedTraffic[]> => {
  const files = unpack(/\.br$/i.test(path) ? unbrotli(bytes) : bytes);
  return Promise.all(
    files.map(async (file) => {
      const text = textOfFile(file.bytes);
      if (isRecord(text)) return openNdjson(() => readLines(Readable.from([Buffer.from(text)])));
      const within = file.name === undefined ? { ...file, attached: beside(path) } : file;
      const found = orNamed(files.length === 1 ? undefined : file.name, () => harOf(text, within, complete));
      return files.length === 1 ? found : { ...found, notes: [`${file.name}:`, ...found.notes] };
    }),
  );
};

/**
 * Opens a recording: a HAR, packed or not, or by its ending the exchanges of a run; `-` is standard input. An archive may
 * hold several.
 * @param complete nothing was left out of it
 * @throws UsageError at a file that is neither: one line that names it, says what is wrong, where, and how to mend it
 */
export const openSavedTraffic = async (path: string, complete = false): Promise<readonly SavedTraffic[]> => {
  try {
    if (path === stdin) return await openBytes(path, await buffer(process.stdin), complete);
    if (/\.(ndjson|jsonl)(\.gz)?$/i.test(path) && !(await hasEntries(path)))
      return [await openNdjson(() => linesOf(path))];
    return await openBytes(path, await readFile(path), complete);
  } catch (error) {
    throw withPath(path, error);
  }
};

const recording = /\.(z?har|har\.(gz|br|zip)|(ndjson|jsonl)(\.gz)?)$/i;

/** The recordings that are meant: a folder stands for those in it, by their endings. */
export const recordingsIn = async (path: string): Promise<readonly string[]> => {
  if (path === stdin) return [path];
  const there = await stat(path).catch((error: unknown) => {
    // npm runs its scripts in the folder of the package, wherever it was called.
    if (systemCodeOf(error) !== "ENOENT" || isAbsolute(path)) throw error;
    throw new UsageError(`${path}: there is no such file or folder in ${process.cwd()}`, { cause: error });
  });
  if (!there.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  const found = names.filter((name) => recording.test(name)).sort();
  if (found.length === 0)
    throw new UsageError(`${path}: no recording is in this folder (.har, .zhar, .har.gz, .har.zip, .ndjson)`);
  return found.map((name) => join(path, name));
};
