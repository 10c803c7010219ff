import { type Exchange, type HistoryEvent, tokenAliases } from "../contract/exchange.ts";
import { isObject } from "../contract/is-object.ts";
import { memoizeLast } from "../contract/memoize-last.ts";

export interface Recorder {
  /** Give this to {@link Transport.listen}. */
  readonly listener: (event: HistoryEvent) => void;
  /** Writes what this turn of the event loop has brought so far; to be called before the file is closed. */
  readonly flush: () => void;
  /** Lines written. */
  readonly written: () => number;
  /** What stopped the writing, such as a full disk. After it nothing more is written, so that the record has no hole in it. */
  readonly failure: () => Error | undefined;
}

/**
 * An exchange as a line of JSON. Who records an exchange and who passes it on to another thread do so one after the other:
 * making the line costs more than all else they do.
 */
const lineOf = memoizeLast((exchange: Exchange): string => `${JSON.stringify(exchange)}\n`);

/** As much is written at once, whatever the turn still brings, in characters. */
const mostHeld = 64 * 1024;

/**
 * Writes each exchange as one line of JSON when it is complete: those of one turn of the event loop together, since
 * each writing costs as much as a tenth of a request.
 * @param write takes whole lines, and has handed them to the system when it returns (`fs.writeFileSync`): a crash then
 *   loses at most what came in its own turn, and a slow disk slows the sender instead of filling the memory
 */
export const createRecorder = (write: (lines: string) => void): Recorder => {
  let written = 0;
  let failure: Error | undefined;
  let held = "";
  let heldLines = 0;
  const orFail = (work: () => void) => {
    try {
      work();
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
  };
  const flush = () => {
    if (heldLines === 0 || failure !== undefined) return;
    const lines = held;
    const count = heldLines;
    held = "";
    heldLines = 0;
    orFail(() => {
      write(lines);
      written += count;
    });
  };
  return {
    listener: (event) => {
      if (event.type !== "done" || failure !== undefined) return;
      orFail(() => {
        held += lineOf(event.exchange);
        heldLines++;
      });
      if (held.length > mostHeld) flush();
      else if (heldLines === 1) setImmediate(flush);
    },
    flush,
    written: () => written,
    failure: () => failure,
  };
};

/** A line of a record that cannot be read, with its number from 1. */
export class BrokenRecordError extends Error {
  override readonly name = "BrokenRecordError";
  readonly line: number;
  constructor(line: number, why: string, cause?: unknown) {
    super(`line ${line} of the record is broken: ${why}`, cause === undefined ? {} : { cause });
    this.line = line;
  }
}

const areHeaders = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string"));

const troubleOfRequest = ({ method, url, headers, body, token }: { readonly [name: string]: unknown }) => {
  if (typeof method !== "string") return "request.method is no text";
  if (typeof url !== "string" || !URL.canParse(url)) return "request.url is no absolute URL";
  if (!areHeaders(headers)) return "request.headers are no pairs of texts";
  if (body !== undefined && typeof body !== "string") return "request.body is no text";
  return tokenAliases.some((alias) => alias === token)
    ? undefined
    : `request.token is none of ${tokenAliases.join(", ")}`;
};

const troubleOfAnswer = (value: unknown): string | undefined => {
  if (!isObject(value) || !Number.isSafeInteger(value.status)) return "it has no status";
  if (!areHeaders(value.headers)) return "its headers are no pairs of texts";
  return typeof value.body === "string" ? undefined : "its body is no text";
};

const troubleOfOutcome = (outcome: { readonly [name: string]: unknown }): string | undefined => {
  const { kind, message, partial } = outcome;
  if (kind === "answer") return troubleOfAnswer(outcome);
  if (kind !== "failure" || typeof message !== "string") return "it is neither answer nor failure";
  return partial === undefined ? undefined : troubleOfAnswer(partial);
};

/** What keeps a value from being an exchange. */
const troubleOf = (value: unknown): string | undefined => {
  if (!isObject(value) || !isObject(value.request) || !isObject(value.outcome)) return "it is no exchange";
  if (!Number.isSafeInteger(value.seq)) return "seq is no whole number";
  if (!Number.isFinite(value.startUs) || !Number.isFinite(value.endUs)) return "startUs or endUs is no number";
  const outcome = troubleOfOutcome(value.outcome);
  return troubleOfRequest(value.request) ?? (outcome === undefined ? undefined : `outcome: ${outcome}`);
};

const parseLine = (text: string, number: number): Exchange | BrokenRecordError => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return new BrokenRecordError(number, "it is not JSON", error);
  }
  const trouble = troubleOf(value);
  // JSON that was cut off is no JSON: this line was written so.
  if (trouble !== undefined) throw new BrokenRecordError(number, trouble);
  return value as Exchange;
};

/**
 * Reads exchanges back, in the order they were written. A last line cut off is what a crash leaves and is passed over;
 * empty lines mean nothing.
 * @param onCut called with the number of that last line
 * @throws BrokenRecordError at any other line that is no exchange
 */
export async function* readExchanges(
  lines: AsyncIterable<string>,
  onCut?: (line: number) => void,
): AsyncGenerator<Exchange> {
  let number = 0;
  let broken: BrokenRecordError | undefined;
  for await (const line of lines) {
    number++;
    if (line.trim() === "") continue;
    if (broken !== undefined) throw broken;
    const exchange = parseLine(line, number);
    if (exchange instanceof BrokenRecordError) broken = exchange;
    else yield exchange;
  }
  if (broken !== undefined) onCut?.(broken.line);
}
