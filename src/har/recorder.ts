import { isObject } from "../contract/is-object.ts";
import type { Attached } from "./body.ts";
import type { Fields } from "./fields.ts";

/** What is known of whoever wrote a file. */
export interface Recorder {
  /** This harness, which keeps everything and redacts nothing but credentials. */
  readonly ours: boolean;
  /** No entry is missing: by the numbers that this harness gave them. */
  readonly unbroken: boolean;
  /** It makes its requests anew when it exports: templates give other values than were sent, and dates are the export's. */
  readonly rendersAnew: boolean;
  readonly attached: Attached;
}

const nameIn = (tool: unknown): string => (isObject(tool) && typeof tool.name === "string" ? tool.name : "");

const isOurs = (entry: unknown): boolean => isObject(entry) && "_token" in entry && typeof entry._seq === "number";

/** When each numbered entry began; undefined: one number is on two exchanges, as where two files were merged. */
const numbered = (entries: readonly unknown[]): ReadonlyMap<unknown, unknown> | undefined => {
  const starts = new Map<unknown, unknown>();
  for (const entry of entries) {
    if (!isObject(entry)) continue;
    const { _seq, _startUs } = entry;
    if (starts.has(_seq) && starts.get(_seq) !== _startUs) return undefined;
    starts.set(_seq, _startUs);
  }
  return starts;
};

export const recorderOf = ({ creator }: Fields, entries: readonly unknown[], attached: Attached): Recorder => {
  const numbers = nameIn(creator) === "gorest-harness" && entries.every(isOurs) ? numbered(entries) : undefined;
  return {
    ours: numbers !== undefined,
    unbroken: numbers !== undefined && Array.from(numbers.keys(), Number).every((n) => n >= 1 && n <= numbers.size),
    rendersAnew: /\binsomnia\b/i.test(nameIn(creator)),
    attached,
  };
};
