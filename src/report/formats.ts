import type { Format } from "./format.ts";
import { html } from "./formats/html.ts";
import { json } from "./formats/json.ts";
import { md } from "./formats/md.ts";

/** Every format by its file below formats/. */
export const formats = [html, md, json] as const satisfies readonly Format[];

export type FormatId = "html" | "md" | "json";

/** The format of this name, or undefined. */
export const formatOf = (id: string): Format | undefined => formats.find((format) => format.id === id);
