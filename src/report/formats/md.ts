import type { Finding, ScenarioRecord } from "../../contract/run.ts";
import { targetName } from "../../contract/target.ts";
import { quotedSources } from "../../contract/verdict.ts";
import { breakingDrift, changeFigures, changeName, changesOf } from "../changes.ts";
import { drifts, slowerIn } from "../compare.ts";
import type { Format, ReportInput } from "../format.ts";
import { overall } from "../histogram.ts";
import {
  curlCommand,
  findingsOf,
  headlines,
  measuredText,
  outcomeStatus,
  replayCommand,
  seenOf,
  type Tone,
} from "../status.ts";
import { clip, codeBlock, count, duration, lastLiveText, markdown, percentileName, span } from "../text.ts";
import { validityOf } from "../validity.ts";

const signs: Readonly<Record<Tone, string>> = { good: "✅", bad: "❌", unsure: "⚠️", none: "➖" };
const most = 20;

const cell = (text: string, max = 300) => markdown(clip(text, max));

const finding = (input: ReportInput, one: Finding): string => {
  const { rule, expected, received, sequence } = one;
  const curl = curlCommand(input, one);
  const seen = seenOf(input.run, one);
  return [
    `### ${drifts(rule.level, input.run) ? "⚠️ drifted:" : "❌"} ${cell(rule.sentence)}`,
    "",
    `\`${rule.id}\` · broken ${count(seen.violations)} of ${count(seen.evaluations)} times`,
    "",
    "| | |",
    "|---|---|",
    `| expected | ${cell(expected)} |`,
    `| received | ${cell(received)} |`,
    "",
    ...quotedSources(rule.sources).map((text) => `- ${cell(text, 600)}`),
    "",
    codeBlock(
      sequence
        .map((line) => clip(line, 400))
        .slice(0, 30)
        .join("\n"),
    ),
    "",
    codeBlock([...(curl === undefined ? [] : [clip(curl, 2000)]), replayCommand(input, one)].join("\n"), "sh"),
  ].join("\n");
};

/** What is worse than before, where a verdict of the run itself does not show it. */
const changed = (input: ReportInput): string[] => {
  const changes = changesOf(input);
  const lines = [
    ...changes.compared.flatMap(({ against, comparison }) =>
      slowerIn(comparison).map(
        (change) => `- slower than ${against}: ${cell(changeName(change))}, ${cell(changeFigures(change))}`,
      ),
    ),
    ...breakingDrift(changes)
      .slice(0, most)
      .map(
        ({ operation, status, says }) => `- drift that may break a client: ${cell(`${operation} ${status}: ${says}`)}`,
      ),
  ];
  return lines.length === 0 ? [] : ["## What changed", "", ...lines, ""];
};

const scenarioRows = (scenario: ScenarioRecord): string[] =>
  overall(scenario).map((summary) => {
    const at = (p: number) => {
      const found = summary.percentiles.find((percentile) => percentile.p === p);
      return found === undefined ? "–" : duration(found.ms);
    };
    const status = outcomeStatus[scenario.outcome];
    return `| ${signs[status.tone]} ${cell(scenario.id)} | ${summary.name} | ${count(summary.samples)} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${duration(summary.maxMs)} |`;
  });

const load = (scenarios: readonly ScenarioRecord[]): string[] =>
  scenarios.length === 0
    ? []
    : [
        "",
        "## Latency",
        "",
        `| scenario | answers | samples | ${[0.5, 0.95, 0.99].map(percentileName).join(" | ")} | max |`,
        "|---|---|--:|--:|--:|--:|--:|",
        ...scenarios.flatMap(scenarioRows),
        "",
        ...scenarios.flatMap((scenario) =>
          scenario.thresholds.map(
            (threshold) =>
              `- ${threshold.holds ? "✅" : "❌"} ${cell(scenario.id)}: ${cell(threshold.sentence)} (${cell(measuredText(threshold))})`,
          ),
        ),
      ];

const render = (input: ReportInput): string => {
  const { run } = input;
  const findings = findingsOf(run);
  const { doubts } = validityOf(run);
  const lines = [
    `# ${cell(`${targetName(run.target)} · ${run.id}`)}`,
    "",
    "| | | |",
    "|---|---|---|",
    ...headlines(input).map(
      ({ title, status, says }) => `| **${title}** | ${signs[status.tone]} ${status.word} | ${cell(says)} |`,
    ),
    "",
    ...(findings.length === 0
      ? []
      : ["## What broke", "", ...findings.slice(0, most).flatMap((one) => [finding(input, one), ""])]),
    ...(findings.length > most ? [`${findings.length - most} more findings are in report.html.`, ""] : []),
    ...changed(input),
    ...load(run.load?.scenarios ?? []),
    ...(doubts.length === 0
      ? []
      : ["", "## Keep in mind", "", ...doubts.slice(0, most).map((doubt) => `- ${cell(doubt)}`)]),
    "",
    `Target ${cell(run.target.baseUrl)} (${run.target.kind}) · seed ${run.seed} · ${span(Date.parse(run.endedAt) - Date.parse(run.startedAt))} · harness ${cell(run.versions.harness)}, node ${cell(run.versions.node)}`,
    "",
    `Last live run before: ${input.lastLive === undefined ? "none here" : lastLiveText(run, input.lastLive)}`,
    "",
    codeBlock(run.command, "sh"),
    "",
  ];
  return lines.join("\n");
};

/** A summary short enough for GitHub's step summary. */
export const md: Format = {
  id: "md",
  sentence: "A Markdown summary for GitHub's step summary or a comment.",
  render: (input) => [{ name: "report.md", chunks: [render(input)] }],
};
