import type { LatencySummary, RunRecord, ScenarioRecord } from "../../contract/run.ts";
import type { Format } from "../format.ts";
import { ruleStatus } from "../status.ts";
import { visible } from "../text.ts";

type Labels = Readonly<Record<string, string>>;

/** One value; the suffix is that of its type: `_bucket`, `_sum`, `_count`, or none. */
interface Sample {
  readonly suffix?: "_bucket" | "_sum" | "_count";
  readonly labels: Labels;
  readonly value: number;
}

interface Family {
  readonly name: string;
  /** All of them also types of Prometheus' older text format, which node_exporter and the Pushgateway read. */
  readonly type: "gauge" | "summary" | "histogram";
  readonly help: string;
  readonly samples: readonly Sample[];
}

const escaped = (text: string): string =>
  visible(text).replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));

/** As Prometheus writes a float: a whole number has its `.0`, which makes it canonical in `le` and `quantile`. */
const float = (value: number): string => {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value);
};

const line = (name: string, { suffix, labels, value }: Sample): string => {
  const shown = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${suffix ?? ""}${shown.length === 0 ? "" : `{${shown.join(",")}}`} ${float(value)}\n`;
};

/** A family's text: nothing where it has no sample, and no series twice. */
const textOf = ({ name, type, help, samples }: Family, target: string): string => {
  const lines = samples.map(({ labels, ...rest }) => line(name, { ...rest, labels: { target, ...labels } }));
  if (lines.length === 0) return "";
  const unit = /_(seconds)$/.exec(name)?.[1];
  const head = [
    `# TYPE ${name} ${type}\n`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}\n`]),
    `# HELP ${name} ${escaped(help)}\n`,
  ];
  const seen = new Set<string>();
  const once = lines.filter((each) => {
    const series = each.slice(0, each.lastIndexOf(" "));
    return !seen.has(series) && seen.add(series);
  });
  return [...head, ...once].join("");
};

const one = (name: string, help: string, value: number | undefined): Family => ({
  name,
  type: "gauge",
  help,
  samples: value === undefined ? [] : [{ labels: {}, value }],
});

/** Microseconds are the finest there is: floating point adds no digits to them. */
const seconds = (ms: number): number => Number((ms / 1000).toFixed(6));

/** Upper bounds of the buckets, seconds. */
const edges = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];

const totals = (labels: Labels, { samples, meanMs }: LatencySummary): Sample[] => [
  { suffix: "_sum", labels, value: seconds(meanMs * samples) },
  { suffix: "_count", labels, value: samples },
];

const quantiles = (labels: Labels, summary: LatencySummary): Sample[] => [
  ...summary.percentiles.map(({ p, ms }) => ({ labels: { ...labels, quantile: float(p) }, value: seconds(ms) })),
  ...totals(labels, summary),
];

/** A saved bucket that reaches beyond an edge is counted above it: at the most 1.2 % too high. */
const buckets = (labels: Labels, summary: LatencySummary): Sample[] => [
  ...[...edges, Number.POSITIVE_INFINITY].map(
    (le): Sample => ({
      suffix: "_bucket",
      labels: { ...labels, le: float(le) },
      value: summary.buckets
        .filter(([upperMs]) => upperMs <= 1000 * le * (1 + 1e-9))
        .reduce((sum, [, times]) => sum + times, 0),
    }),
  ),
  ...totals(labels, summary),
];

const latencies = (scenarios: readonly ScenarioRecord[]): Family[] => {
  const of = (
    shown: (summary: LatencySummary, scenario: ScenarioRecord) => boolean,
    samples: (labels: Labels, summary: LatencySummary) => readonly Sample[],
  ): Sample[] =>
    scenarios.flatMap((scenario) =>
      scenario.latency
        .filter((summary) => summary.samples > 0 && shown(summary, scenario))
        .flatMap((summary) => {
          const { name, stream, operation, statusClass } = summary;
          return samples(
            {
              scenario: scenario.id,
              ...(stream === undefined ? {} : { stream }),
              class: name.replaceAll(" ", "_"),
              ...(operation === undefined ? {} : { operation }),
              ...(statusClass === undefined ? {} : { status: statusClass }),
            },
            summary,
          );
        }),
    );
  const isWhole = ({ operation, statusClass, stream }: LatencySummary) =>
    operation === undefined && statusClass === undefined && stream === undefined;
  // Where an operation met several classes of status, they take the place of their sum: a family adds up.
  const isSplit = ({ name, operation }: LatencySummary, scenario: ScenarioRecord) =>
    scenario.latency.some(
      (each) => each.name === name && each.operation === operation && each.statusClass !== undefined,
    );
  const classes =
    "class: accepted (service time), refused (429s), time_to_accept (from the intended start), connection";
  return [
    {
      name: "gorest_load_latency_seconds",
      type: "summary",
      help: `Latencies of a scenario, with the percentiles that the samples support; ${classes}`,
      samples: of(isWhole, quantiles),
    },
    {
      name: "gorest_load_latency_distribution_seconds",
      type: "histogram",
      help: "The same in buckets, for heat maps and histogram_quantile",
      samples: of(isWhole, buckets),
    },
    {
      name: "gorest_load_stream_latency_seconds",
      type: "summary",
      help: "Latencies of each stream of a scenario that has several",
      samples: of(({ stream }) => stream !== undefined, quantiles),
    },
    {
      name: "gorest_load_operation_latency_seconds",
      type: "summary",
      help: "Latencies of each operation, and of each class of status where it met several",
      samples: of(
        (summary, scenario) =>
          summary.operation !== undefined &&
          summary.stream === undefined &&
          (summary.statusClass !== undefined || !isSplit(summary, scenario)),
        quantiles,
      ),
    },
  ];
};

/** Sentences name thresholds; two of the same get a number. */
const thresholdLabels = ({ id, thresholds }: ScenarioRecord) =>
  thresholds.map((threshold, i) => {
    const before = thresholds.slice(0, i).filter(({ sentence }) => sentence === threshold.sentence).length;
    const text = before === 0 ? threshold.sentence : `${threshold.sentence} (${before + 1})`;
    return { threshold, labels: { scenario: id, threshold: text } };
  });

const load = (scenarios: readonly ScenarioRecord[]): Family[] => {
  const gauge = (name: string, help: string, samples: (scenario: ScenarioRecord) => readonly Sample[]): Family => ({
    name,
    type: "gauge",
    help,
    samples: scenarios.flatMap(samples),
  });
  return [
    gauge("gorest_load_scenario_outcome", "1 with the outcome: pass, fail, invalid, unable", ({ id, outcome }) => [
      { labels: { scenario: id, outcome }, value: 1 },
    ]),
    gauge("gorest_load_scenario_duration_seconds", "How long a scenario took", ({ id, tookMs }) => [
      { labels: { scenario: id }, value: seconds(tookMs) },
    ]),
    gauge("gorest_load_requests", "Requests of a scenario by what became of them", ({ id, counts }) =>
      (["accepted", "refused", "failed"] as const).map((result) => ({
        labels: { scenario: id, result },
        value: counts[result],
      })),
    ),
    gauge("gorest_load_send_lag_max_seconds", "How late the generator itself was at the worst", ({ id, sendLagMs }) =>
      sendLagMs === undefined ? [] : [{ labels: { scenario: id }, value: seconds(sendLagMs.max) }],
    ),
    gauge("gorest_load_threshold_met", "1 where the threshold holds, 0 where it was missed", (scenario) =>
      thresholdLabels(scenario).map(({ threshold, labels }) => ({ labels, value: threshold.holds ? 1 : 0 })),
    ),
    gauge("gorest_load_threshold_measured", "What was measured, in the unit of the label", (scenario) =>
      thresholdLabels(scenario).flatMap(({ threshold: { measured, unit }, labels }) =>
        measured === undefined ? [] : [{ labels: { ...labels, unit }, value: measured }],
      ),
    ),
    gauge("gorest_load_threshold_limit", "The most or the least that may be, in the unit of the label", (scenario) =>
      thresholdLabels(scenario).map(({ threshold: { limit, unit, bound }, labels }) => ({
        labels: { ...labels, unit, ...(bound === undefined ? {} : { bound }) },
        value: limit,
      })),
    ),
    ...latencies(scenarios),
  ];
};

const rules = (run: RunRecord): Family[] => {
  const levels = new Map(run.contract?.rules.map(({ id, level }) => [id, level]));
  const parts = (["contract", "load"] as const).flatMap((part) => {
    const record = run[part];
    return record === undefined ? [] : [{ part, record }];
  });
  const gauge = (name: string, help: string, samples: (part: (typeof parts)[number]) => readonly Sample[]): Family => ({
    name,
    type: "gauge",
    help,
    samples: parts.flatMap(samples),
  });
  const verdicts = ({ record }: (typeof parts)[number]) =>
    record.verdicts.map((verdict) => ({
      ...verdict,
      word: ruleStatus(verdict.kind, levels.get(verdict.rule), run).word.replaceAll(" ", "_"),
    }));
  return [
    gauge("gorest_outcome", "1 with the outcome of the part: holds, violated, pass, fail, …", ({ part, record }) => [
      { labels: { part, outcome: record.outcome }, value: 1 },
    ]),
    gauge("gorest_rules", "Rules by their verdict: holds, violated, drifted, inconclusive, not_exercised", (part) => {
      const words = verdicts(part).map(({ word }) => word);
      return ["holds", "violated", "drifted", "inconclusive", "not_exercised"].map((verdict) => ({
        labels: { part: part.part, verdict },
        value: words.filter((word) => word === verdict).length,
      }));
    }),
    gauge("gorest_rule_verdict", "1 with the verdict of each rule", (part) =>
      verdicts(part).map(({ rule, word }) => ({ labels: { part: part.part, rule, verdict: word }, value: 1 })),
    ),
    gauge("gorest_rule_evaluations", "How many times a rule could judge", (part) =>
      verdicts(part).map(({ rule, exercised }) => ({ labels: { part: part.part, rule }, value: exercised })),
    ),
    gauge("gorest_rule_violations", "How many times a rule was broken", (part) =>
      verdicts(part).map(({ rule, violations }) => ({ labels: { part: part.part, rule }, value: violations })),
    ),
    gauge("gorest_findings", "Findings, as the report counts them", ({ part, record }) => [
      { labels: { part }, value: record.findings.length },
    ]),
  ];
};

const familiesOf = (run: RunRecord): readonly Family[] => {
  const [startMs, endMs] = [Date.parse(run.startedAt), Date.parse(run.endedAt)];
  return [
    one("gorest_run_end_timestamp_seconds", "When the run ended, seconds since 1970", seconds(endMs)),
    one("gorest_run_duration_seconds", "How long the run took", seconds(endMs - startMs)),
    one("gorest_contract_requests", "Requests of the contract part", run.contract?.requests),
    ...rules(run),
    ...load(run.load?.scenarios ?? []),
  ];
};

/**
 * What a run found as OpenMetrics text, for node_exporter's textfile collector or a Pushgateway: gauges, as each run
 * begins anew, and no time stamps, which both refuse.
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/
 */
export const openmetrics: Format = {
  id: "openmetrics",
  sentence: "OpenMetrics text for Prometheus and Grafana: latencies, thresholds, verdicts.",
  render: ({ run }) => [
    {
      name: "metrics.prom",
      chunks: [...familiesOf(run).map((family) => textOf(family, run.target.kind)), "# EOF\n"],
    },
  ],
};
