import { targetName } from "../../contract/target.ts";
import type { ReportInput } from "../format.ts";
import { type Html, html } from "../html.ts";
import { span } from "../numbers.ts";
import { headlines } from "../status.ts";
import { budget } from "./budget.ts";
import { comparison } from "./comparison.ts";
import { coverage } from "./coverage.ts";
import { documentOf } from "./document.ts";
import { drift } from "./drift.ts";
import { environment } from "./environment.ts";
import { findings } from "./findings.ts";
import { load } from "./load.ts";
import { proxy } from "./proxy.ts";
import { rules } from "./rules.ts";
import type { Section } from "./section.ts";
import { sources } from "./sources.ts";
import { summary } from "./summary.ts";
import { trend } from "./trend.ts";

/** The page from top to bottom: what a reader must act on comes first. */
const sections: readonly Section[] = [
  summary,
  findings,
  proxy,
  rules,
  coverage,
  budget,
  load,
  comparison,
  trend,
  drift,
  sources,
  environment,
];

/** The report as one document that needs nothing beside it. */
export const page = (input: ReportInput): Html => {
  const { run } = input;
  const shown = sections.flatMap(({ id, title, render }) => {
    const body = render(input);
    return body === undefined ? [] : [{ id, title, body }];
  });
  const words = headlines(input)
    .map(({ title, status }) => `${title}: ${status.word}`)
    .join(", ");
  return documentOf({
    title: `${targetName(run.target)} · ${words} · ${run.id}`,
    kind: "Contract and load report",
    heading: `${targetName(run.target)} · ${run.id}`,
    about: html`${run.target.baseUrl} · <time datetime="${run.startedAt}">${run.startedAt.replace("T", " ").replace(/:\d\d\.\d+Z$/, " UTC")}</time> · ${span(Date.parse(run.endedAt) - Date.parse(run.startedAt))}`,
    sections: shown,
    footer: html`Made by gorest-harness ${run.versions.harness} from run.json, offline. Percentiles are nearest-rank; intervals are distribution-free, 95 %.`,
  });
};
