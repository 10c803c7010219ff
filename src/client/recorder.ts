import type { Exchange } from "../contract/exchange.ts";
import type { HistoryEvent } from "../contract/history.ts";

export interface Recorder {
  /** Give this to {@link Transport.listen}. */
  readonly listener: (event: HistoryEvent) => void;
  /** Lines written. */
  readonly written: () => number;
  /** What stopped the writing, such as a full disk. After it nothing more is written, so that the record has no hole in it. */
  readonly failure: () => Error | undefined;
}

/**
 * Writes each exchange as one line of JSON when it is complete.
 * @param write takes a line with its end, and has handed it to the system when it returns (`fs.writeSync`): a crash then
 *   loses at most the line being written, and a slow disk slows the sender instead of filling the memory
 */
export const createRecorder = (write: (line: string) => void): Recorder => {
  let lines = 0;
  let failure: Error | undefined;
  return {
    listener: (event) => {
      if (event.type !== "done" || failure !== undefined) return;
      try {
        write(`${JSON.stringify(event.exchange)}\n`);
        lines++;
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
      }
    },
    written: () => lines,
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

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const hasShape = (value: unknown): value is Exchange => {
  if (!isObject(value) || !isObject(value.request) || !isObject(value.outcome)) return false;
  const { request, outcome } = value;
  return (
    Number.isSafeInteger(value.seq) &&
    typeof value.startUs === "number" &&
    typeof value.endUs === "number" &&
    typeof request.method === "string" &&
    typeof request.url === "string" &&
    Array.isArray(request.headers) &&
    ((outcome.kind === "answer" && typeof outcome.status === "number" && typeof outcome.body === "string") ||
      (outcome.kind === "failure" && typeof outcome.message === "string"))
  );
};

const parseLine = (text: string, number: number): Exchange | BrokenRecordError => {
  try {
    const value: unknown = JSON.parse(text);
    return hasShape(value) ? value : new BrokenRecordError(number, "it is no exchange");
  } catch (error) {
    return new BrokenRecordError(number, "it is not JSON", error);
  }
};

/**
 * Reads exchanges back, in the order they were written. A broken last line is what a crash leaves and is passed over;
 * empty lines mean nothing.
 * @throws BrokenRecordError at any other line that is no exchange
 */
export async function* readExchanges(lines: AsyncIterable<string>): AsyncGenerator<Exchange> {
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
}
