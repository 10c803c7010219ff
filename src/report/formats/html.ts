import type { Format } from "../format.ts";
import { page } from "../page/page.ts";

/** The report people open: one file, no network, no script. */
export const html: Format = {
  id: "html",
  sentence: "The report people open: one self-contained page.",
  render: (input) => [{ name: "report.html", chunks: [page(input).markup] }],
};
