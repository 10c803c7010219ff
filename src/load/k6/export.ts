import type { Conditions, Metric, Phase, Stream, Threshold, TrafficScenario } from "../scenario.ts";
import { type Arrivals, countOf, spanOf } from "../schedule.ts";
import { k6Journey, k6Works } from "./works.ts";

/** A scenario as k6 can run it. */
export interface K6Export {
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

/** Room for answers and retries between phases, as the gate's drain gives it. */
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

const identifier = (name: string) => name.replace(/[^A-Za-z0-9_]+/g, "_");

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
  const most = "most" in bound ? bound.most : undefined;
  const least = "least" in bound ? bound.least : undefined;
  const compare = (what: string, scale = 1) =>
    most === undefined ? `${what}>=${(least ?? 0) / scale}` : `${what}<=${most / scale}`;
  const known: Partial<Record<Metric, readonly [string, string]>> = {
    "refused share": ["refused_share", compare("rate", 100)],
    "failed share": ["failed_share", compare("rate", 100)],
    accepted: ["accepted", compare("count")],
    refused: ["refused", compare("count")],
    "accepted p50": ["accepted_ms", compare("p(50)")],
    "accepted p95": ["accepted_ms", compare("p(95)")],
    "accepted p99": ["accepted_ms", compare("p(99)")],
    "time to accept p50": ["time_to_accept_ms", compare("p(50)")],
    "time to accept p95": ["time_to_accept_ms", compare("p(95)")],
  };
  return known[metric];
};

/** The script's thresholds by metric, as its options write them; the import needs them, as k6's output leaves them out. */
export const k6Thresholds = (thresholds: readonly Threshold[]): Readonly<Record<string, readonly string[]>> => {
  const all: Record<string, string[]> = {};
  for (const threshold of thresholds) {
    const expression = thresholdOf(threshold);
    if (expression === undefined) continue;
    const key = `${expression[0]}{stream:${threshold.stream}}`;
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
  const bodies = streams.map(
    ({ name, work, refused, as }) =>
      `const ${identifier(name)}_state = {};
export function ${identifier(name)}(data) {
  ask(works.${work}(${identifier(name)}_state, data), "${name}", "${as}", ${refused === "retry"});
}`,
  );
  const script = `// ${scenario.id}: ${scenario.statement}
// ${scenario.shape}; written for ${conditions.limit} requests in ${conditions.windowS} s.
//   GOREST_BASE_URL=… GOREST_TOKEN=… k6 run --out json=${scenario.id}.json ${scenario.id}.js
import exec from "k6/execution";
import http from "k6/http";
import { sleep } from "k6";
import { Counter, Rate, Trend } from "k6/metrics";

const baseUrl = (__ENV.GOREST_BASE_URL || "https://gorest.co.in/public/v2").replace(/\\/$/, "");
const tokens = { A: __ENV.GOREST_TOKEN, B: __ENV.GOREST_SECOND_TOKEN };
const marker = __ENV.GOREST_MARKER || "ghxk6loadrn";

// Accepted and refused never share a metric: a 429 is quick and would hide how slow the rest is.
const accepted = new Counter("accepted");
const refused = new Counter("refused");
const failed = new Counter("failed");
const acceptedMs = new Trend("accepted_ms", true);
const refusedMs = new Trend("refused_ms", true);
const timeToAcceptMs = new Trend("time_to_accept_ms", true);
const refusedShare = new Rate("refused_share");
const failedShare = new Rate("failed_share");
const surprises = new Counter("surprises");

export const options = ${JSON.stringify(options, null, 2)};

const send = (as, request, tags) =>
  http.request(request.method, baseUrl + request.path, request.body === undefined ? null : JSON.stringify(request.body), {
    headers: { Authorization: \`Bearer \${tokens[as]}\`, Accept: "application/json", "Content-Type": "application/json" },
    tags: Object.assign({ name: request.operation }, tags),
    timeout: "10s",
    responseCallback: http.expectedStatuses({ min: 200, max: 499 }),
  });

// At least a second, as the guide asks; seconds, as X-RateLimit-Reset counts.
const pauseOf = (response) => Math.max(1, Number(response.headers["X-Ratelimit-Reset"]) || 1);

const ask = (worker, stream, as, again) => {
  const began = Date.now();
  const request = worker.next();
  for (;;) {
    const tags = { operation: request.operation, stream };
    const response = send(as, request, tags);
    const { status, timings } = response;
    // Sending to last byte; setting up the connection is in blocked, connecting and tls_handshaking.
    const ms = timings.sending + timings.waiting + timings.receiving;
    refusedShare.add(status === 429, tags);
    failedShare.add(status === 0, tags);
    if (status === 0) failed.add(1, tags);
    else if (status === 429) {
      refused.add(1, tags);
      refusedMs.add(ms, tags);
    } else {
      accepted.add(1, tags);
      acceptedMs.add(ms, Object.assign({ status: String(status) }, tags));
      timeToAcceptMs.add(Date.now() - began, tags);
    }
    if (status !== 429 || !again) {
      worker.done(status, response.body);
      return;
    }
    sleep(pauseOf(response));
  }
};

${k6Journey}

const works = {
${Object.entries(k6Works)
  .map(([id, text]) => `  ${id}: ${text.replaceAll("\n", "\n  ")},`)
  .join("\n")}
};

${bodies.join("\n\n")}

const patiently = (as, request) => {
  for (let attempt = 1; ; attempt++) {
    const response = send(as, request, { stream: "preparation" });
    if (response.status !== 429 || attempt === 5) return response;
    sleep(pauseOf(response));
  }
};

export function setup() {
  const body = { name: "Load Fixture", gender: "male", email: \`load.n0.c0.\${marker}@example.com\`, status: "active" };
  const made = patiently("A", { operation: "createUser", method: "POST", path: "/users", body });
  if (made.status !== 201) exec.test.abort(\`the target could not make the user that load needs: \${made.status}\`);
  return { userId: JSON.parse(made.body).id };
}

export function teardown() {
  const left = patiently("A", { operation: "listUsers", method: "GET", path: \`/users?email=\${marker}&per_page=100\` });
  if (left.status !== 200) return;
  for (const { id } of JSON.parse(left.body)) patiently("A", { operation: "deleteUser", method: "DELETE", path: \`/users/\${id}\` });
}
`;
  return { script, streams };
};

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

/** Writes a scenario for k6: the same arrivals, operations, thresholds, and split of accepted and refused latency. */
export function exportK6(scenario: TrafficScenario, conditions: Conditions): K6Export {
  const { script, streams } = scriptOf(scenario, conditions);
  return { script, testRun: testRunOf(scenario.id), cannot: cannotOf(scenario, conditions, streams) };
}
