import type { Format } from "../format.ts";

/** The saved record itself, for programs. Its shape is docs/run.schema.json. */
export const json: Format = {
  id: "json",
  sentence: "The run record, described by docs/run.schema.json, for programs.",
  render: ({ run }) => [{ name: "report.json", chunks: [`${JSON.stringify(run, null, 2)}\n`] }],
};
