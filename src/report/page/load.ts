import type { ScenarioRecord, ThresholdResult } from "../../contract/run.ts";
import { type Html, html } from "../html.ts";
import { count, plural, span } from "../numbers.ts";
import { measure, outcomeStatus, verdictStatus } from "../status.ts";
import { badge, facts, table } from "./parts.ts";
import { latency } from "./scenario/latency.ts";
import { limiter } from "./scenario/limiter.ts";
import { operations } from "./scenario/operations.ts";
import { paceSweep } from "./scenario/pace-sweep.ts";
import { sendLag } from "./scenario/send-lag.ts";
import { timeline } from "./scenario/timeline.ts";
import type { Section } from "./section.ts";

const thresholds = (rows: readonly ThresholdResult[]): Html | undefined =>
  rows.length === 0
    ? undefined
    : table(
        "Thresholds",
        [
          { head: "Threshold", cell: (row: ThresholdResult) => row.sentence },
          { head: "Result", cell: (row) => badge(row.holds ? outcomeStatus.pass : outcomeStatus.fail) },
          { head: "Measured", figure: true, cell: (row) => measure(row.measured, row.unit) },
          { head: "Limit", figure: true, cell: (row) => measure(row.limit, row.unit) },
        ],
        rows,
      );

const figures = ({ figures: all }: ScenarioRecord): Html | undefined =>
  all === undefined || all.length === 0
    ? undefined
    : facts(
        all.map(({ name, value, unit }) => [
          name,
          // A word has no unit: "none refused", not "none refused requests".
          typeof value === "number" ? measure(value, unit) : value,
        ]),
      );

const one = (scenario: ScenarioRecord, before: ScenarioRecord | undefined): Html =>
  html`<section class="scenario" id="scenario-${scenario.id}"><header><h3>${scenario.id} ${badge(outcomeStatus[scenario.outcome])}</h3><p>${scenario.statement}. ${plural(scenario.counts.sent, "request")} in ${span(scenario.tookMs)}.</p>${
    scenario.reason !== undefined &&
    scenario.outcome !== "fail" &&
    html`<p class="doubt"><span aria-hidden="true">!</span> ${scenario.reason}</p>`
  }${scenario.warnings.slice(0, 10).map((warning) => html`<p class="doubt"><span aria-hidden="true">!</span> ${warning.startsWith(`${scenario.id}: `) ? warning.slice(scenario.id.length + 2) : warning}</p>`)}</header>${thresholds(scenario.thresholds)}${figures(scenario)}${[
    latency(scenario, before),
    timeline(scenario),
    operations(scenario),
    limiter(scenario),
    paceSweep(scenario),
    sendLag(scenario),
  ]}</section>`;

/** Each scenario with its thresholds and pictures. */
export const load: Section = {
  id: "load",
  title: "Load",
  render: ({ run, previous }) => {
    if (run.load === undefined || run.load.scenarios.length === 0) return undefined;
    const broken = run.load.verdicts.filter((verdict) => verdict.kind === "violated").length;
    const judged = run.load.verdicts.filter((verdict) => verdict.exercised > 0).length;
    return html`${
      judged > 0 &&
      html`<p>The rules of the contract judged this traffic too: ${plural(judged, "rule")} could, ${broken === 0 ? "none was broken" : html`${badge(verdictStatus.violated)} ${count(broken)}`}.</p>`
    }${run.load.scenarios.map((scenario) =>
      one(
        scenario,
        previous?.load?.scenarios.find((other) => other.id === scenario.id),
      ),
    )}`;
  },
};
