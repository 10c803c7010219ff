import { timesOf } from "../metrics.ts";
import type { Conditions, Metric, Phase, Threshold, TrafficScenario } from "../scenario.ts";
import { type Arrivals, countOf, spanOf } from "../schedule.ts";
import type { Stream } from "../work.ts";
import { identifier, scriptText } from "./script.ts";

/** A TestRun for the k6 operator that runs a script of this id from a config map; the token comes from a secret. */
const testRunOf = (id: string): string => `# kubectl create configmap gorest-${id} --from-file=${id}.js
# kubectl create secret generic gorest --from-literal=token="$GOREST_TOKEN" --from-literal=second-token="$GOREST_SECOND_TOKEN"
apiVersion: k6.io/v1alpha1
kind: TestRun
metadata:
  name: gorest-${id}
spec:
  # The operator splits the arrivals over this many runners; the sum stays the same.
  parallelism: 4
  script:
    configMap:
      name: gorest-${id}
      file: ${id}.js
  runner:
    env:
      - name: GOREST_BASE_URL
        value: https://gorest.co.in/public/v2
      - name: GOREST_TOKEN
        valueFrom:
          secretKeyRef:
            name: gorest
            key: token
      - name: GOREST_SECOND_TOKEN
        valueFrom:
          secretKeyRef:
            name: gorest
            key: second-token
            optional: true
`;

/** A scenario as k6 can run it. */
interface K6Export {
  /** The script, for `k6 run`. */
  readonly script: string;
  /** A TestRun for the k6 operator that runs the script from a config map. */
  readonly testRun: string;
  /** What this scenario does here and cannot do in k6. */
  readonly cannot: readonly string[];
}

/** One executor of the script. */
interface K6Scenario {
  readonly name: string;
  readonly stream: Stream;
  readonly startS: number;
  readonly executor: Readonly<Record<string, string | number>>;
}

const seconds = (value: number): string => `${Math.round(value * 1000)}ms`;

/** Room for answers and retries between phases, as the proxy's drain gives it. */
const pauseS = ({ windowS }: Conditions) => windowS * 0.1 + 2;

const executorOf = (arrivals: Arrivals, { connections }: Stream): K6Scenario["executor"] | undefined => {
  switch (arrivals.kind) {
    case "even": {
      const count = countOf(arrivals) ?? 0;
      // As many a span as there are requests in it: k6 takes whole numbers only, and spaces them evenly over the unit.
      const span = seconds(count / arrivals.perS);
      return count === 0
        ? undefined
        : {
            executor: "constant-arrival-rate",
            rate: count,
            timeUnit: span,
            // Half a gap less: k6 also starts the iteration that is due when the duration ends, which would be one more.
            duration: seconds((count - 0.5) / arrivals.perS),
            preAllocatedVUs: Math.max(connections, 8),
            maxVUs: Math.max(4 * connections, 50),
          };
    }
    case "burst":
      return arrivals.count === 0
        ? undefined
        : { executor: "per-vu-iterations", vus: arrivals.count, iterations: 1, maxDuration: "10m" };
    case "closed":
      return { executor: "constant-vus", vus: connections, duration: seconds(arrivals.forS) };
    case "pause":
    case "sequence":
      return undefined;
  }
};

const partsOf = (stream: Stream, arrivals: Arrivals, startS: number, name: string): K6Scenario[] => {
  if (arrivals.kind === "sequence") {
    let at = startS;
    return arrivals.parts.flatMap((part, i) => {
      const begin = at;
      at += spanOf(part);
      return partsOf(stream, part, begin, `${name}_${i + 1}`);
    });
  }
  const executor = executorOf(arrivals, stream);
  return executor === undefined ? [] : [{ name, stream, startS, executor }];
};

const scenariosOf = (phases: readonly Phase[], conditions: Conditions): K6Scenario[] => {
  let at = 0;
  return phases.flatMap((phase, i) => {
    if (i > 0) at += pauseS(conditions);
    if (phase.settle) at += conditions.windowS * 1.05;
    const begin = at;
    at += Math.max(...phase.streams.map(({ arrivals }) => spanOf(arrivals)));
    return phase.streams.flatMap((stream) => partsOf(stream, stream.arrivals, begin, identifier(stream.name)));
  });
};

/** The k6 expression of a threshold; undefined where k6 has no such figure. */
const thresholdOf = ({ metric, bound }: Threshold): readonly [metric: string, expression: string] | undefined => {
  const [limit, sign] = "most" in bound ? [bound.most, "<"] : [bound.least, ">"];
  const compare = (what: string, scale = 1) => `${what}${sign}${bound.strict ? "" : "="}${limit / scale}`;
  const times = timesOf(metric);
  if (times !== undefined) {
    const { name, quantile } = times;
    if (name === "send lag") return undefined;
    const what =
      { "-1": "avg", 0: "min", 1: "max" }[quantile ?? -1] ?? `p(${Number((100 * (quantile ?? 0)).toPrecision(9))})`;
    return [name === "accepted" ? "accepted_ms" : "time_to_accept_ms", compare(what)];
  }
  const known: Partial<Record<Metric, readonly [string, string]>> = {
    "refused share": ["refused_share", compare("rate", 100)],
    "failed share": ["failed_share", compare("rate", 100)],
    sent: ["http_reqs", compare("count")],
    accepted: ["accepted", compare("count")],
    refused: ["refused", compare("count")],
    failed: ["failed", compare("count")],
    "sent rate": ["http_reqs", compare("rate")],
    "accepted rate": ["accepted", compare("rate")],
  };
  return known[metric];
};

/** The script's thresholds by metric, as its options write them; the import needs them, as k6's output leaves them out. */
export const k6Thresholds = (thresholds: readonly Threshold[]): Readonly<Record<string, readonly string[]>> => {
  const all: Record<string, string[]> = {};
  for (const threshold of thresholds) {
    const expression = thresholdOf(threshold);
    if (expression === undefined) continue;
    const key = threshold.stream === undefined ? expression[0] : `${expression[0]}{stream:${threshold.stream}}`;
    all[key] = [...(all[key] ?? []), expression[1]];
  }
  return all;
};

const cannotOf = (scenario: TrafficScenario, conditions: Conditions, streams: readonly Stream[]): string[] => [
  "share one budget between processes or streams, fed by the server's headers: a retry waits by the headers of its own answer only",
  "measure from the intended start: time to accept begins when k6 begins the iteration, and what k6 drops it only counts (dropped_iterations)",
  "judge the traffic by the contract rules",
  "refuse a percentile that has too few samples, or give its confidence interval",
  ...(streams.some(({ pace }) => pace === "paced")
    ? ["hold a request back when Remaining falls faster than expected: the schedule is kept whatever the server says"]
    : []),
  ...(streams.some(({ work }) => work === "reads") ? ["draw the same mix of operations for the same seed"] : []),
  ...(scenario.insight === undefined
    ? []
    : ["work out the scenario's own figures and the thresholds that rest on them"]),
  ...scenario
    .thresholds(conditions)
    .filter((threshold) => thresholdOf(threshold) === undefined)
    .map(({ sentence, metric }) => `check "${sentence}" (${metric} is not a k6 metric)`),
];

const scriptOf = (
  scenario: TrafficScenario,
  conditions: Conditions,
): { script: string; streams: readonly Stream[] } => {
  const parts = scenariosOf(scenario.phases(conditions), conditions);
  const streams = [...new Map(parts.map(({ stream }) => [stream.name, stream])).values()];
  const options = {
    scenarios: Object.fromEntries(
      parts.map(({ name, stream, startS, executor }) => [
        name,
        {
          ...executor,
          startTime: seconds(startS),
          gracefulStop: seconds(2 * conditions.windowS + 10),
          exec: identifier(stream.name),
          tags: { stream: stream.name },
        },
      ]),
    ),
    thresholds: k6Thresholds(scenario.thresholds(conditions)),
    summaryTrendStats: ["min", "med", "p(90)", "p(95)", "p(99)", "max", "count"],
  };
  return { script: scriptText(scenario, conditions, streams, options), streams };
};

/** Writes a scenario for k6: the same arrivals, operations, thresholds, and split of accepted and refused latency. */
export const exportK6 = (scenario: TrafficScenario, conditions: Conditions): K6Export => {
  const { script, streams } = scriptOf(scenario, conditions);
  return { script, testRun: testRunOf(scenario.id), cannot: cannotOf(scenario, conditions, streams) };
};
