import type { Exchange } from "../contract/exchange.ts";
import type { RunRecord } from "../contract/run.ts";

/** All a report is made from. Nothing in it is changed by rendering. */
export interface ReportInput {
  readonly run: RunRecord;
  /** The run's folder as a command line here names it. Default: below reports/. */
  readonly folder?: string;
  /** The run before this one against the same kind of target. */
  readonly previous?: RunRecord;
  /** A run chosen as the baseline. */
  readonly baseline?: RunRecord;
  /** Earlier runs, oldest first, this one left out; the page draws the last 29 and this one. */
  readonly history?: readonly RunRecord[];
  /** When the newest run before this one began that reached a verdict of a live service, and how it did; absent: none. */
  readonly lastLive?: Pick<RunRecord, "id" | "startedAt">;
  /** Reads the run's exchanges from the start, each time it is called. Absent: they were not kept. */
  readonly exchanges?: () => AsyncIterable<Exchange>;
  /** Those of the load part, where they were kept by themselves: another history, on another clock. */
  readonly loadExchanges?: () => AsyncIterable<Exchange>;
}

/** Thrown when a run lacks what a format is made of; the message says what, in one line. */
export class MissingData extends Error {
  override readonly name = "MissingData";
}

/** One file a format makes. */
export interface RenderedFile {
  /** File name within the run's folder, never a path. */
  readonly name: string;
  /** The text in pieces, so that a million exchanges need no memory. */
  readonly chunks: Iterable<string> | AsyncIterable<string>;
}

/** A pure function from a run to files. One file of formats/ each. */
export interface Format {
  /** The file's name below formats/ and what --format takes. */
  readonly id: string;
  /** What it is for, one sentence. */
  readonly sentence: string;
  /**
   * The files, one after the other: how many they are may only turn out once the chunks of each have been read.
   * @throws MissingData when the run lacks what the format needs, saying what, before the first file
   */
  readonly render: (input: ReportInput) => Iterable<RenderedFile>;
}
