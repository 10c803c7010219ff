import type { ReportInput } from "../format.ts";
import type { Html } from "../html.ts";

/** One part of the page. One file each; the list in page.ts is their order. */
export interface Section {
  /** Also the fragment that links to it. */
  readonly id: string;
  readonly title: string;
  /** Undefined: the run has no data for it, so the page leaves it out. */
  readonly render: (input: ReportInput) => Html | undefined;
}
