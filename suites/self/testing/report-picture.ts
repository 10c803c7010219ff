import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { html } from "../../../src/report/formats.ts";
import { sampleHistory, sampleRun } from "./sample-run.ts";

/** Where the picture is, and how it is made again. */
export const picture = { path: "docs/report.png", command: "npm run picture" } as const;

const keyword = "gorest-report-structure";

/**
 * What a picture of a report depends on besides its run: the style sheet, and the page's elements with their classes for a
 * run that never changes. Figures and the course of lines are left out, so it is the same on every machine.
 */
export const reportStructure = async (): Promise<string> => {
  const run = sampleRun({ seed: 3, violated: ["patch-keeps-other-fields"], slowdown: 1.6 });
  const [file] = html.render({ run, previous: sampleRun({ seed: 2 }), history: sampleHistory() });
  let page = "";
  for await (const chunk of file?.chunks ?? []) page += chunk;
  const style = /<style[^>]*>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
  const elements = page.replace(/<svg[\s\S]*?<\/svg>/g, "<svg>").match(/<[a-z]\w*(?: class="[^"]*")?/g) ?? [];
  return createHash("sha256")
    .update([style, ...elements].join("\n"))
    .digest("hex")
    .slice(0, 16);
};

const endOfImage = Buffer.from("IEND");

/** A PNG with the structure it shows in a text of its own. @see https://www.w3.org/TR/png/#11tEXt */
export const marked = (png: Buffer, structure: string): Buffer => {
  const chunk = Buffer.from(`tEXt${keyword}\0${structure}`, "latin1");
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(chunk.length - 4);
  sum.writeUInt32BE(crc32(chunk));
  // The length of the last chunk stands before its name.
  const end = png.lastIndexOf(endOfImage) - 4;
  return Buffer.concat([png.subarray(0, end), length, chunk, sum, png.subarray(end)]);
};

/** The structure a picture was made of; undefined where it says none. */
export const structureIn = (png: Buffer): string | undefined =>
  new RegExp(`${keyword}\0([0-9a-f]{16})`).exec(png.toString("latin1"))?.[1];
