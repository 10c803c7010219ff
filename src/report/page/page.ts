import { createHash } from "node:crypto";
import { targetName } from "../../contract/target.ts";
import type { ReportInput } from "../format.ts";
import { type Html, html, trusted } from "../html.ts";
import { span } from "../numbers.ts";
import { headlines } from "../status.ts";
import { budget } from "./budget.ts";
import { comparison } from "./comparison.ts";
import { coverage } from "./coverage.ts";
import { drift } from "./drift.ts";
import { environment } from "./environment.ts";
import { findings } from "./findings.ts";
import { load } from "./load.ts";
import { proxy } from "./proxy.ts";
import { rules } from "./rules.ts";
import type { Section } from "./section.ts";
import { sources } from "./sources.ts";
import { style } from "./style.ts";
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

/**
 * Nothing may load, run, be sent or frame the page; only this very style sheet applies. There is no script at all, so
 * text from a server cannot become one.
 */
const policyOf = (css: string): string => {
  const hash = createHash("sha256").update(css).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
};

/** The report as one document that needs nothing beside it. */
export const page = (input: ReportInput): Html => {
  const { run } = input;
  const shown = sections.flatMap((section) => {
    const body = section.render(input);
    return body === undefined ? [] : [{ ...section, body }];
  });
  const words = headlines(input)
    .map(({ title, status }) => `${title}: ${status.word}`)
    .join(", ");
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyOf(style)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${targetName(run.target)} · ${words} · ${run.id}</title><link rel="icon" href="data:,"><style>${trusted(style)}</style></head>
<body><a class="skip" href="#summary">Skip to the verdict</a><div class="page"><header class="top"><p class="eyebrow">Contract and load report</p><h1>${targetName(run.target)} · ${run.id}</h1><p>${run.target.baseUrl} · <time datetime="${run.startedAt}">${run.startedAt.replace("T", " ").replace(/:\d\d\.\d+Z$/, " UTC")}</time> · ${span(Date.parse(run.endedAt) - Date.parse(run.startedAt))}</p></header>
<nav aria-label="Sections"><ol>${shown.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main>${shown.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>\n`)}</main>
<footer><p>Made by gorest-harness ${run.versions.harness} from run.json, offline. Percentiles are nearest-rank; intervals are distribution-free, 95 %.</p></footer></div></body></html>
`;
};
