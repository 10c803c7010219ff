import { targetName } from "../../contract/target.ts";
import type { ReportInput } from "../format.ts";
import { type Html, html } from "../html.ts";
import { headlines, sameRunCommand } from "../status.ts";
import { lastLiveText, span } from "../text.ts";
import { validityOf } from "../validity.ts";
import { comparison, drift } from "./comparison.ts";
import { budget, coverage } from "./coverage.ts";
import { documentOf } from "./document.ts";
import { findings } from "./findings.ts";
import { load } from "./load.ts";
import { code, facts, type Section } from "./parts.ts";
import { proxy } from "./proxy.ts";
import { rules, sources } from "./rules.ts";
import { trend } from "./trend.ts";

const mostDoubts = 12;

/** The three answers a reader comes for, and every reason to doubt them. */
const summary: Section = {
  id: "summary",
  title: "Verdict",
  render: (input) => {
    const { doubts } = validityOf(input.run);
    const more = doubts.length - mostDoubts;
    return html`<ul class="strip">${headlines(input).map(
      ({ title, status, says }) =>
        html`<li class="card ${status.tone}"><h3>${title}</h3><p class="word"><span class="sign" aria-hidden="true">${status.sign}</span> ${status.word}</p><p>${says}</p></li>`,
    )}</ul>${
      doubts.length > 1 &&
      html`<details class="doubts"><summary>What to keep in mind (${doubts.length})</summary><ul>${doubts
        .slice(0, mostDoubts)
        .map((doubt) => html`<li>${doubt}</li>`)}${more > 0 && html`<li>and ${more} more</li>`}</ul></details>`
    }`;
  },
};

/** What it takes to do the same again. */
const environment: Section = {
  id: "environment",
  title: "Environment",
  render: ({ run, lastLive }) =>
    html`${facts([
      ["Target", run.target.kind === "live" ? "the live service" : "the embedded simulator"],
      ["Base URL", html`<code>${run.target.baseUrl}</code>`],
      ["Reached", run.target.via],
      ["Tokens", run.target.tokens.length === 0 ? "none" : run.target.tokens.join(", ")],
      [
        "Started",
        html`<time datetime="${run.startedAt}">${run.startedAt.replace("T", " ").replace(/\.\d+Z$/, " UTC")}</time>`,
      ],
      ["Last live run before", lastLive === undefined ? "none here" : lastLiveText(run, lastLive)],
      ["Took", span(Date.parse(run.endedAt) - Date.parse(run.startedAt))],
      ["Seed", String(run.seed)],
      ["Harness", run.versions.harness],
      ["Node", run.versions.node],
      ["Platform", run.versions.platform],
    ])}<h3>The same run again</h3>${code(sameRunCommand(run))}`,
};

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
