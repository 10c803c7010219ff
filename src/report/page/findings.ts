import type { Finding, RunRecord } from "../../contract/run.ts";
import { breakingDrift, type Compared, changeName, changesOf } from "../changes.ts";
import { type PercentileChange, slowerIn } from "../compare.ts";
import type { ReportInput } from "../format.ts";
import { type Html, html } from "../html.ts";
import {
  capital,
  curlCommand,
  findingsOf,
  limitText,
  measure,
  missedThresholds,
  outcomeStatus,
  replayCommand,
  ruleStatus,
  seenOf,
  slowerStatus,
} from "../status.ts";
import { clip, count, duration, plural, signedDuration } from "../text.ts";
import { badge, cited, code, type Section, table } from "./parts.ts";

/** Findings shown in full; one rule gives one finding, so more than this means the service answers nonsense throughout. */
const most = 60;
const mostLines = 40;

/** More than fits is scrolled through, also by keyboard: lines, and characters on a narrow screen. */
const fitting = { lines: 8, characters: 600 } as const;

const sequenceOf = (lines: readonly string[]): Html => {
  const long = lines.length > fitting.lines || lines.join("").length > fitting.characters;
  return html`<ol class="sequence"${long && html` tabindex="0"`}>${lines
    .slice(0, mostLines)
    .map((line) => html`<li><code>${clip(line, 600)}</code></li>`)}${
    lines.length > mostLines && html`<li>and ${lines.length - mostLines} more</li>`
  }</ol>`;
};

const sequenceTitle = ({ run }: ReportInput, { shrinkingCut }: Finding): string => {
  if (run.proxy !== undefined) return "The requests that show it";
  return shrinkingCut === true
    ? "A sequence that shows it; the budget ended before a shorter one could be tried"
    : "The shortest sequence that shows it";
};

const article = (input: ReportInput, finding: Finding): Html => {
  const { rule } = finding;
  const seen = seenOf(input.run, finding);
  const level = rule.level === "observed" ? html` <span class="tag">observed, not promised</span>` : undefined;
  const status = ruleStatus("violated", rule.level, input.run);
  const curl = curlCommand(input, finding);
  return html`<article class="finding ${status.tone}" id="finding-${rule.id}"><header>${badge(status)}<h3>${rule.sentence}</h3><p class="source"><code>${rule.id}</code> · ${rule.clause} · ${cited(rule.sources)}${level}</p></header>
<dl class="versus"><div class="expected"><dt>Expected</dt><dd><code>${clip(finding.expected, 2000)}</code></dd></div><div class="received"><dt>Received</dt><dd><code>${clip(finding.received, 2000)}</code></dd></div></dl>
<h4>${sequenceTitle(input, finding)}</h4>${sequenceOf(finding.sequence)}
${finding.detail !== undefined && code(clip(finding.detail, 6000))}
<h4>See it again</h4>${curl !== undefined && code(clip(curl, 4000))}${code(replayCommand(input, finding))}${
    finding.notByScript !== undefined && html`<p class="dim">Not with curl alone: ${finding.notByScript}.</p>`
  }
<p class="dim">Broken ${count(seen.violations)} of the ${count(seen.evaluations)} times it was looked at; found by ${finding.foundBy}, seed ${String(finding.seed)}.</p></article>`;
};

/** @param doubtful those of scenarios whose measurement is not to be trusted */
const missed = (run: RunRecord, doubtful: boolean): Html | undefined => {
  const all = missedThresholds(run).filter(({ scenario }) => (scenario.outcome === "invalid") === doubtful);
  if (all.length === 0) return undefined;
  const status = doubtful ? outcomeStatus.invalid : outcomeStatus.fail;
  return html`<div class="finding ${status.tone}"><header>${badge(status)}<h3>${plural(all.length, "load threshold")} missed${doubtful && ", by a measurement that is not to be trusted"}</h3></header><ul class="missed">${all.map(
    ({ scenario, threshold }) =>
      html`<li><a href="#scenario-${scenario.id}">${scenario.id}</a>: ${threshold.sentence}; measured <strong class="${status.tone}">${measure(threshold.measured, threshold.unit)}</strong>, limit ${limitText(threshold)}.</li>`,
  )}</ul></div>`;
};

const slowerThan = ({ against, comparison }: Compared): Html | undefined => {
  const slower = slowerIn(comparison);
  if (slower.length === 0) return undefined;
  return html`<div class="finding"><header>${badge(slowerStatus)}<h3>${plural(slower.length, "service time")} rose since <a href="#comparison">${against}</a></h3></header>${table(
    "Service times that rose",
    [
      { head: "Figure", cell: (change: PercentileChange) => changeName(change) },
      { head: "Before", figure: true, cell: ({ beforeMs }) => duration(beforeMs) },
      { head: "Now", figure: true, cell: ({ afterMs }) => html`<strong class="bad">${duration(afterMs)}</strong>` },
      {
        head: "Difference",
        figure: true,
        cell: ({ differenceMs, interval: [low, high] }) =>
          html`${signedDuration(differenceMs)} <span class="dim">(${signedDuration(low)} to ${signedDuration(high)})</span>`,
      },
    ],
    slower,
    { stacked: true },
  )}<p class="dim">Beyond chance and tolerance, measured against ${comparison.before}.</p>${
    comparison.busier !== undefined &&
    html`<p class="doubt"><span aria-hidden="true">!</span> ${capital(comparison.busier)}.</p>`
  }</div>`;
};

const mostDrifts = 10;

const drifted = (input: ReportInput): Html | undefined => {
  const all = breakingDrift(changesOf(input));
  if (all.length === 0) return undefined;
  return html`<div class="finding"><header>${badge({ ...outcomeStatus.violated, word: "drift" })}<h3>${plural(all.length, "difference")} from <a href="#drift">the previous run</a> may break a client</h3></header><ul class="missed">${all
    .slice(0, mostDrifts)
    .map(({ operation, status, says }) => html`<li>${operation} ${status}: ${says}</li>`)}${
    all.length > mostDrifts && html`<li>and ${all.length - mostDrifts} more</li>`
  }</ul></div>`;
};

const calm = ({ run }: ReportInput, { compared }: { readonly compared: readonly Compared[] }): string => {
  const parts = [
    run.contract === undefined ? undefined : "no rule of the contract was seen broken",
    run.load === undefined || run.load.scenarios.length === 0 ? undefined : "no threshold was missed",
    compared.some(({ comparison }) => comparison.latency.length > 0)
      ? "no service time rose beyond chance and tolerance"
      : undefined,
  ].filter((part) => part !== undefined);
  const text = parts.join(", ");
  return `${capital(text)}.`;
};

/** Every broken rule, missed threshold and turn to the worse, with what it takes to understand and to replay it. */
export const findings: Section = {
  id: "findings",
  title: "What broke or changed",
  render: (input) => {
    const { run } = input;
    if (run.contract === undefined && run.load === undefined) return undefined;
    const all = findingsOf(run);
    const changes = changesOf(input);
    const bad = [
      ...all.slice(0, most).map((finding) => article(input, finding)),
      ...(all.length > most ? [html`<p>${all.length - most} more are in run.json.</p>`] : []),
      missed(run, false),
      missed(run, true),
      ...changes.compared.map(slowerThan),
      drifted(input),
    ].filter((part) => part !== undefined);
    if (bad.length > 0) return html`${bad}`;
    if (run.contract?.outcome === "unable")
      return html`<p class="calm">${badge(outcomeStatus.unable)} Nothing broke as far as it could be judged.</p>`;
    return html`<p class="calm"><span class="good" aria-hidden="true">✓</span> ${calm(input, changes)}</p>`;
  },
};
