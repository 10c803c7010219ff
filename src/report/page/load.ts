import type { LatencySummary, ScenarioRecord, ThresholdResult } from "../../contract/run.ts";
import { overall, withoutName } from "../histogram.ts";
import { type Html, html } from "../html.ts";
import { limitText, measure, outcomeStatus, verdictStatus } from "../status.ts";
import { count, digits, duration, plural, span } from "../text.ts";
import { badge, facts, fold, type Section, table } from "./parts.ts";
import { latency } from "./scenario/latency.ts";
import { limiter, paceSweep } from "./scenario/limiter.ts";
import { operations, sendLag } from "./scenario/operations.ts";
import { timeline } from "./scenario/timeline.ts";

const thresholds = (rows: readonly ThresholdResult[]): Html | undefined => {
  if (rows.length === 0) return undefined;
  const met = rows.filter(({ holds }) => holds).length;
  return fold(
    `${count(met)} of ${plural(rows.length, "threshold")} met`,
    met < rows.length,
    table(
      "Thresholds",
      [
        { head: "Threshold", cell: (row: ThresholdResult) => row.sentence },
        { head: "Result", cell: (row) => badge(row.holds ? outcomeStatus.pass : outcomeStatus.fail) },
        { head: "Measured", figure: true, cell: (row) => measure(row.measured, row.unit) },
        {
          head: "Limit",
          figure: true,
          cell: limitText,
        },
      ],
      rows.toSorted((a, b) => Number(a.holds) - Number(b.holds)),
      { stacked: true },
    ),
  );
};

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

/** The course and the result are open; the rest is folded, unless the scenario failed. */
const pictures = (scenario: ScenarioRecord, before: ScenarioRecord | undefined): Html => {
  const fitted = scenario.limiter?.series.some((sample) => sample.fitted !== undefined) === true;
  const [first, more] = [
    [
      scenario.ownOnly !== true && timeline(scenario),
      fitted && limiter(scenario),
      paceSweep(scenario),
      scenario.ownOnly !== true && latency(scenario, before),
    ],
    [
      scenario.ownOnly === true && timeline(scenario),
      scenario.ownOnly === true && latency(scenario, before),
      operations(scenario),
      !fitted && limiter(scenario),
      sendLag(scenario),
    ],
  ].map((all) => all.filter((picture) => picture !== undefined && picture !== false));
  return html`${first}${
    more !== undefined &&
    more.length > 0 &&
    fold(`${plural(more.length, "more picture")} of ${scenario.id}`, scenario.outcome !== "pass", html`${more}`)
  }`;
};

/** Doubts shown at once; a machine that was busy gives one for each stream. */
const mostDoubts = 3;

const doubt = (text: string): Html => html`<p class="doubt"><span aria-hidden="true">!</span> ${text}</p>`;

const warnings = (scenario: ScenarioRecord): Html => {
  const lines = scenario.warnings.map((warning) => doubt(withoutName(scenario, warning)));
  const more = lines.slice(mostDoubts, 40);
  return html`${lines.slice(0, mostDoubts)}${more.length > 0 && fold(`${plural(more.length, "more doubt")}`, false, html`${more}`)}`;
};

const one = (scenario: ScenarioRecord, before: ScenarioRecord | undefined): Html =>
  html`<section class="scenario" id="scenario-${scenario.id}"><header><h3>${scenario.id} ${badge(outcomeStatus[scenario.outcome])}</h3><p>${scenario.statement}. ${plural(scenario.counts.sent, "request")} in ${span(scenario.tookMs)}.</p>${
    scenario.reason !== undefined && scenario.outcome !== "fail" && doubt(withoutName(scenario, scenario.reason))
  }${warnings(scenario)}</header>${thresholds(scenario.thresholds)}${figures(scenario)}${pictures(scenario, before)}</section>`;

const atAGlance = (scenarios: readonly ScenarioRecord[]): Html => {
  const shown = (scenario: ScenarioRecord, name: LatencySummary["name"], p: number) => {
    const summary = overall(scenario).find((each) => each.name === name);
    const found = summary?.percentiles.find((each) => each.p === p);
    return found === undefined ? "–" : duration(found.ms);
  };
  return table(
    "Scenarios at a glance",
    [
      { head: "Scenario", cell: ({ id }: ScenarioRecord) => html`<a href="#scenario-${id}">${id}</a>` },
      { head: "Outcome", cell: ({ outcome }) => badge(outcomeStatus[outcome]) },
      { head: "Sent", figure: true, cell: ({ counts }) => count(counts.sent) },
      { head: "Accepted", figure: true, cell: ({ counts }) => count(counts.accepted) },
      { head: "429", figure: true, cell: ({ counts }) => count(counts.refused) },
      { head: "Failed", figure: true, cell: ({ counts }) => count(counts.failed) },
      { head: "Service p50", figure: true, cell: (scenario) => shown(scenario, "accepted", 0.5) },
      { head: "p95", figure: true, cell: (scenario) => shown(scenario, "accepted", 0.95) },
      { head: "p99", figure: true, cell: (scenario) => shown(scenario, "accepted", 0.99) },
      {
        head: "Requests/s",
        figure: true,
        cell: ({ counts, tookMs }) => (counts.sent === 0 || tookMs <= 0 ? "–" : digits(counts.sent / (tookMs / 1000))),
      },
      { head: "To accept p95", figure: true, cell: (scenario) => shown(scenario, "time to accept", 0.95) },
    ],
    scenarios,
  );
};

/** Each scenario with its thresholds and pictures. */
export const load: Section = {
  id: "load",
  title: "Load",
  render: ({ run, previous }) => {
    if (run.load === undefined || run.load.scenarios.length === 0) return undefined;
    const broken = run.load.verdicts.filter((verdict) => verdict.kind === "violated").length;
    const judged = run.load.verdicts.filter((verdict) => verdict.exercised > 0).length;
    return html`${atAGlance(run.load.scenarios)}${
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
