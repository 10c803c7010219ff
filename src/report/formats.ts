import type { Format } from "./format.ts";
import { csv } from "./formats/csv.ts";
import { ctrf } from "./formats/ctrf.ts";
import { har } from "./formats/har.ts";
import { hgrm } from "./formats/hgrm.ts";
import { junit } from "./formats/junit.ts";
import { md } from "./formats/md.ts";
import { openmetrics } from "./formats/openmetrics.ts";
import { page } from "./page/page.ts";

/** The saved record itself, for programs. Its shape is docs/run.schema.json. */
const json: Format = {
  id: "json",
  sentence: "The run record, described by docs/run.schema.json, for programs.",
  render: ({ run }) => [{ name: "report.json", chunks: [`${JSON.stringify(run, null, 2)}\n`] }],
};

/** The report people open: one file, no network, no script. @internal */
export const html: Format = {
  id: "html",
  sentence: "The report people open: one self-contained page.",
  render: (input) => [{ name: "report.html", chunks: [page(input).markup] }],
};

/** Every format by its file below formats/. @internal */
export const formatsById = { html, md, json, junit, ctrf, har, hgrm, csv, openmetrics } as const satisfies Readonly<
  Record<string, Format>
>;

/** @internal */
export type FormatId = keyof typeof formatsById;

export const formats: readonly Format[] = Object.values(formatsById);

/** The format of this name, or undefined. */
export const formatOf = (id: string): Format | undefined => formats.find((format) => format.id === id);
