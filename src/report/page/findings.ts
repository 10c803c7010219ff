import type { Finding, RunRecord } from "../../contract/run.ts";
import { type Html, html } from "../html.ts";
import { count, plural } from "../numbers.ts";
import { findingsOf, measure, missedThresholds, outcomeStatus, replayCommand, verdictStatus } from "../status.ts";
import { clip } from "../text.ts";
import { badge, code } from "./parts.ts";
import type { Section } from "./section.ts";

/** Findings shown in full; one rule gives one finding, so more than this means the service answers nonsense throughout. */
const most = 60;
const mostLines = 40;

const sequenceOf = (lines: readonly string[]): Html =>
  html`<ol class="sequence" tabindex="0">${lines
    .slice(0, mostLines)
    .map((line) => html`<li><code>${clip(line, 600)}</code></li>`)}${
    lines.length > mostLines && html`<li>and ${lines.length - mostLines} more</li>`
  }</ol>`;

const article = (run: RunRecord, finding: Finding): Html => {
  const { rule, seen } = finding;
  const level = rule.level === "observed" ? html` <span class="tag">observed, not promised</span>` : undefined;
  return html`<article class="finding" id="finding-${rule.id}"><header>${badge(verdictStatus.violated)}<h3>${rule.sentence}</h3><p class="source"><code>${rule.id}</code> · ${rule.clause} · ${rule.sources.join(", ")}${level}</p></header>
<dl class="versus"><div class="expected"><dt>Expected</dt><dd><code>${clip(finding.expected, 2000)}</code></dd></div><div class="received"><dt>Received</dt><dd><code>${clip(finding.received, 2000)}</code></dd></div></dl>
<h4>The shortest sequence that shows it</h4>${sequenceOf(finding.sequence)}
${finding.detail !== undefined && code(clip(finding.detail, 6000))}
<h4>See it again</h4>${code(clip(finding.curl, 4000))}${code(replayCommand(run, finding))}
<p class="dim">Broken ${count(seen.violations)} of the ${count(seen.looks)} times it was looked at; found by ${finding.foundBy}, seed ${String(finding.seed)}.</p></article>`;
};

const missed = (run: RunRecord): Html | undefined => {
  const all = missedThresholds(run);
  if (all.length === 0) return undefined;
  return html`<div class="finding"><header>${badge(outcomeStatus.fail)}<h3>${plural(all.length, "load threshold")} missed</h3></header><ul class="missed">${all.map(
    ({ scenario, threshold }) =>
      html`<li><a href="#scenario-${scenario.id}">${scenario.id}</a>: ${threshold.sentence}; measured <strong class="bad">${measure(threshold.measured, threshold.unit)}</strong>, limit ${measure(threshold.limit, threshold.unit)}.</li>`,
  )}</ul></div>`;
};

/** Every broken rule and missed threshold, with what it takes to understand and to replay it. */
export const findings: Section = {
  id: "findings",
  title: "What broke",
  render: ({ run }) => {
    const all = findingsOf(run);
    const misses = missed(run);
    if (run.contract === undefined && run.load === undefined) return undefined;
    return html`${
      all.length === 0 &&
      run.contract !== undefined &&
      html`<p class="calm"><span class="good" aria-hidden="true">✓</span> No rule of the contract was seen broken.</p>`
    }${all.length === 0 && run.contract === undefined && misses === undefined && html`<p class="calm"><span class="good" aria-hidden="true">✓</span> Every threshold was met.</p>`}${all
      .slice(0, most)
      .map((finding) =>
        article(run, finding),
      )}${all.length > most && html`<p>${all.length - most} more are in run.json.</p>`}${misses}`;
  },
};
