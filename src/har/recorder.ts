import { isObject } from "../contract/is-object.ts";
import type { Attached } from "./body.ts";
import type { Fields } from "./fields.ts";

/** What is known of whoever wrote a file. */
export interface Recorder {
  /** This harness, which keeps everything and redacts nothing but credentials. */
  readonly ours: boolean;
  /** It makes its requests anew when it exports: templates give other values than were sent, and dates are the export's. */
  readonly rendersAnew: boolean;
  readonly attached: Attached;
}

const nameIn = (tool: unknown): string => (isObject(tool) && typeof tool.name === "string" ? tool.name : "");

const isOurs = (entry: unknown): boolean => isObject(entry) && "_token" in entry && typeof entry._seq === "number";

export const recorderOf = ({ creator }: Fields, entries: readonly unknown[], attached: Attached): Recorder => ({
  ours: nameIn(creator) === "gorest-harness" && entries.every(isOurs),
  rendersAnew: /\binsomnia\b/i.test(nameIn(creator)),
  attached,
});
