import { createReadStream } from "node:fs";
import { BrokenRecordError, readExchanges } from "../client/recorder.ts";
import type { Exchange } from "../contract/exchange.ts";
import { exchangesOfHar, HarError, type HarReading } from "../har/read-har.ts";
import { UsageError } from "./fail.ts";
import { readLines } from "./read-lines.ts";
import { readText } from "./read-text.ts";

/** Traffic of a file, with what a reader should know of it. */
export interface SavedTraffic {
  readonly exchanges: AsyncIterable<Exchange> | Iterable<Exchange>;
  /** What lies before /users in every URL. */
  readonly basePath: string;
  readonly notes: readonly string[];
}

/** A trouble with a file's content or with reading it, with the path in it. Also for what its exchanges throw later on. */
export const withPath = (path: string, error: unknown): unknown => {
  if (error instanceof BrokenRecordError || error instanceof HarError) {
    return new UsageError(`${path}: ${error.message}`, { cause: error });
  }
  // Streams leave out the path when they fail after the file was opened, as of a folder.
  return error instanceof Error && "code" in error && !("path" in error) ? Object.assign(error, { path }) : error;
};

/** Opens the file when it is iterated over, anew each time. */
const readNdjson = (path: string): AsyncIterable<Exchange> => ({
  [Symbol.asyncIterator]: () => readExchanges(readLines(createReadStream(path))),
});

const mostLooked = 1000;

/** The base that most of the first users exchanges have: the first may be of another resource, or a stray. */
const commonBase = async (exchanges: AsyncIterable<Exchange>): Promise<string> => {
  const counts = new Map<string, number>();
  let looked = 0;
  for await (const { request } of exchanges) {
    const base = /^(.*?)\/users(?:\/|$)/.exec(new URL(request.url).pathname)?.[1];
    if (base === undefined) continue;
    counts.set(base, (counts.get(base) ?? 0) + 1);
    if (++looked >= mostLooked) break;
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? "";
};

const openNdjson = async (path: string): Promise<SavedTraffic> => {
  try {
    const exchanges = readNdjson(path);
    return { exchanges, basePath: await commonBase(exchanges), notes: [] };
  } catch (error) {
    throw withPath(path, error);
  }
};

const notJson = (text: string, error: SyntaxError): string => {
  if (text.startsWith("\u001f")) return "it is compressed; unpack it first";
  return `it is not JSON (${error.message}); export the traffic as HAR 1.2, or give an .ndjson of a run`;
};

const parse = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw error instanceof SyntaxError ? new UsageError(`${path}: ${notJson(text, error)}`) : error;
  }
};

const notesOf = ({ exchanges, skipped }: HarReading): readonly string[] => {
  const why = new Map<string, number[]>();
  for (const { index, why: reason } of skipped) {
    const at = why.get(reason);
    if (at === undefined) why.set(reason, [index]);
    else at.push(index);
  }
  const history = exchanges.filter(({ gaps }) => gaps?.history !== undefined);
  const judged = exchanges.length - history.length;
  return [
    `${exchanges.length + skipped.length} entries: ${judged} judged, ${history.length} history, ${skipped.length} out of scope`,
    ...[...why].map(([reason, at]) => `out of scope: ${reason} (entries ${at.join(", ")})`),
    ...history.map(({ gaps, seq }) => `history: ${gaps?.history} (exchange ${seq})`),
  ];
};

const openHar = async (path: string): Promise<SavedTraffic> => {
  const json = parse(path, await readText(path));
  try {
    const reading = exchangesOfHar(json);
    return { exchanges: reading.exchanges, basePath: reading.basePath, notes: notesOf(reading) };
  } catch (error) {
    throw withPath(path, error);
  }
};

/**
 * Opens a HAR, or by its ending the exchanges of a run.
 * @throws UsageError at a file that is neither: one line that names it, says what is wrong, where, and how to mend it
 */
export const openSavedTraffic = (path: string): Promise<SavedTraffic> =>
  /\.(ndjson|jsonl)$/i.test(path) ? openNdjson(path) : openHar(path);
