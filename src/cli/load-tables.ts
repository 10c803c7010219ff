import type { LatencySummary, LoadRecord, ScenarioRecord } from "../contract/run.ts";
import { type Conditions, obstacle, type Scenario } from "../load/scenario.ts";
import { overall } from "../report/histogram.ts";
import { count, digits } from "../report/text.ts";

const spell = (seconds: number): string =>
  seconds < 120 ? `${Math.ceil(seconds)} s` : `${(seconds / 60).toFixed(1)} min`;

/** A row a scenario, a header first: what there is, what it costs here, and whether it may run here. */
export const listRows = (scenarios: readonly Scenario[], conditions: Conditions): readonly (readonly string[])[] => [
  ["scenario", "nightly", "requests", "time", "targets", "shape", "measures", "here"],
  ...scenarios.map((scenario) => {
    const { requests, seconds } = scenario.cost(conditions);
    return [
      scenario.id,
      scenario.nightly.length === scenario.targets.length ? "yes" : scenario.nightly.join(", "),
      String(requests),
      spell(seconds),
      `${scenario.targets.join(", ")}${scenario.overLimit ? " (over the limit)" : ""}`,
      scenario.shape,
      scenario.measures,
      obstacle(scenario, conditions) ?? "can run",
    ];
  }),
];

const of = (record: ScenarioRecord, name: LatencySummary["name"]) => overall(record).find((each) => each.name === name);

/** "1.20 / 3.4 / –": median, 95th and 99th percentile in ms; a dash where the samples do not support it. */
const percentiles = (summary: LatencySummary | undefined): string =>
  summary === undefined
    ? "–"
    : [0.5, 0.95, 0.99]
        .map((p) => summary.percentiles.find((each) => each.p === p))
        .map((each) => (each === undefined ? "–" : digits(each.ms)))
        .join(" / ");

/** The end table: a row a scenario, a header first. Latencies are p50 / p95 / p99 in ms. */
export const resultRows = (record: LoadRecord): readonly (readonly string[])[] => [
  ["scenario", "outcome", "sent", "accepted", "429", "failed", "service p50/p95/p99 ms", "time to accept ms", "429 ms"],
  ...record.scenarios.map((each) => [
    each.id,
    each.outcome,
    count(each.counts.sent),
    count(each.counts.accepted),
    count(each.counts.refused),
    count(each.counts.failed),
    percentiles(of(each, "accepted")),
    percentiles(of(each, "time to accept")),
    percentiles(of(each, "refused")),
  ]),
];
