import type { Format } from "./format.ts";
import { csv } from "./formats/csv.ts";
import { ctrf } from "./formats/ctrf.ts";
import { har } from "./formats/har.ts";
import { hgrm } from "./formats/hgrm.ts";
import { html } from "./formats/html.ts";
import { json } from "./formats/json.ts";
import { junit } from "./formats/junit.ts";
import { md } from "./formats/md.ts";
import { openmetrics } from "./formats/openmetrics.ts";

/** Every format by its file below formats/. @internal */
export const formatsById = { html, md, json, junit, ctrf, har, hgrm, csv, openmetrics } as const satisfies Readonly<
  Record<string, Format>
>;

/** @internal */
export type FormatId = keyof typeof formatsById;

export const formats: readonly Format[] = Object.values(formatsById);

/** The format of this name, or undefined. */
export const formatOf = (id: string): Format | undefined => formats.find((format) => format.id === id);
