import { defined } from "../../../src/contract/defined.ts";
import type { Exchange } from "../../../src/contract/exchange.ts";
import { seededRandom } from "../../../src/contract/random.ts";
import type {
  ContractRecord,
  CoverageRow,
  Finding,
  LatencySummary,
  LimiterRecord,
  LoadSecond,
  Percentile,
  RunRecord,
  ScenarioRecord,
} from "../../../src/contract/run.ts";
import type { RuleInfo, Verdict } from "../../../src/contract/verdict.ts";

/** Latencies as services have them: a log-normal body and, for a few, a slow tail. */
export const latencies = (samples: number, medianMs: number, random: () => number, spread = 0.35): number[] =>
  Array.from({ length: samples }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const slow = random() < 0.01 ? 3 : 1;
    return medianMs * slow * Math.exp(spread * normal);
  });

/** Upper edge of the bucket a value falls in, at three significant digits as an HDR histogram keeps them. */
const edgeOf = (ms: number): number => {
  const step = 10 ** (Math.floor(Math.log10(ms)) - 2);
  return Number((Math.ceil(ms / step) * step).toPrecision(6));
};

const needs = (p: number) => Math.ceil(5 / (1 - p));

export const summaryOf = (
  name: LatencySummary["name"],
  samples: readonly number[],
  operation?: string,
): LatencySummary => {
  const sorted = [...samples].sort((a, b) => a - b);
  const buckets = new Map<number, number>();
  for (const value of sorted) {
    const edge = edgeOf(value);
    buckets.set(edge, (buckets.get(edge) ?? 0) + 1);
  }
  const n = sorted.length;
  const at = (rank: number) => sorted[Math.min(n, Math.max(1, rank)) - 1] ?? 0;
  const wanted = [0.5, 0.9, 0.95, 0.99, 0.999];
  const percentiles = wanted
    .filter((p) => n >= needs(p))
    .map((p): Percentile => {
      const half = 1.96 * Math.sqrt(n * p * (1 - p));
      return {
        p,
        ms: at(Math.ceil(p * n)),
        interval: [at(Math.floor(p * n - half)), at(Math.ceil(p * n + half) + 1)],
      };
    });
  return {
    name,
    ...defined({ operation }),
    samples: n,
    minMs: at(1),
    maxMs: at(n),
    meanMs: sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, n),
    percentiles,
    refused: wanted.filter((p) => n < needs(p)).map((p) => ({ p, needs: needs(p) })),
    buckets: [...buckets].sort((a, b) => a[0] - b[0]),
  };
};

const rule = (
  id: string,
  clause: RuleInfo["clause"],
  sentence: string,
  sources: RuleInfo["sources"],
  level: RuleInfo["level"] = "must",
): RuleInfo => ({ id, clause, sentence, sources, level });

export const sampleRules: readonly RuleInfo[] = [
  rule("documented-status", "every answer", "every answer has a status the specification documents for its operation", [
    "guide G5",
    "facts 3.2",
  ]),
  rule("body-fits-schema", "every answer", "a body fits the schema of its operation and status, with no extra field", [
    "guide G9",
    "facts 1.1",
  ]),
  rule("required-headers", "every answer", "the headers the specification requires are there and well formed", [
    "guide G7",
    "facts 5.5",
  ]),
  rule("no-server-error", "every answer", "no request makes the service answer 5xx", ["guide G6"]),
  rule(
    "etag-follows-body",
    "every answer",
    "two answers with the same body carry the same ETag",
    ["facts 6.2", "RFC 9110 8.8.3"],
    "observed",
  ),
  rule("create-answers-created-user", "create", "a valid create answers 201 with the user as sent", [
    "guide G5",
    "facts 3.1",
  ]),
  rule("create-location-names-user", "create", "the Location of a 201 is the URL of the new user", ["facts 3.1"]),
  rule("ids-are-never-reused", "create", "a new user gets an id that no earlier user of the run had", ["facts 1.2"]),
  rule("read-your-write", "read", "a user reads back as the last accepted write left it", ["guide G5", "facts 3.4"]),
  rule("unknown-id-answers-404", "read", "an id that names no visible user answers 404", ["guide G4", "facts 3.3"]),
  rule("patch-keeps-other-fields", "update", "an update changes the fields it sends and no other", [
    "guide G5",
    "facts 3.4",
  ]),
  rule("refused-write-changes-nothing", "update", "a refused update leaves the user as it was", ["facts 3.7"]),
  rule(
    "put-behaves-as-patch",
    "update",
    "a PUT with some of the fields keeps the rest",
    ["facts 3.5", "facts 10.8"],
    "observed",
  ),
  rule("delete-answers-204", "delete", "deleting a visible user answers 204 without a body", ["guide G5", "facts 3.8"]),
  rule("deleted-user-stays-gone", "delete", "a deleted user answers 404 from then on", ["guide G5", "facts 3.8"]),
  rule("delete-frees-email", "delete", "the e-mail of a deleted user may be taken again", ["facts 4.6"]),
  rule("invalid-input-answers-422", "validation", "invalid input answers 422 and names each broken field once", [
    "guide G6",
    "facts 4.9",
  ]),
  rule("email-is-unique", "validation", "an e-mail in use is refused with has already been taken", ["facts 4.6"]),
  rule("error-order", "validation", "errors come in the order email, name, gender, status", ["facts 4.10"], "observed"),
  rule("pages-follow-total", "lists", "the number of pages is the total divided by the page size, rounded up", [
    "guide G7",
    "facts 5.5",
  ]),
  rule("walk-visits-each-user-once", "lists", "walking all pages of a filter yields every matching user once", [
    "guide G7",
  ]),
  rule("filters-select", "lists", "every row of a filtered list matches the filter", ["guide G2", "facts 5.10"]),
  rule("per-page-beyond-hundred", "lists", "a per_page above 100 is ignored and 10 applies", ["facts 5.2"]),
  rule("invalid-token-answers-401", "identity", "an unknown token answers 401 on every verb", ["facts 2.3"]),
  rule("other-account-sees-nothing", "identity", "another account's token cannot see a private user", [
    "guide G4",
    "facts 2.7",
  ]),
  rule("limit-is-enforced", "rate limit", "requests beyond the budget answer 429", ["guide G8", "facts 7.4"]),
  rule("429-tells-when", "rate limit", "a 429 carries limit, remaining 0 and a reset in seconds", [
    "guide G8",
    "facts 7.3",
  ]),
  rule("remaining-falls-by-one", "rate limit", "within a burst, Remaining falls by one a request", ["facts 7.5"]),
  rule("one-delete-wins", "concurrency", "of parallel deletes of one user exactly one answers 204", ["facts 3.8"]),
  rule("writes-are-linearizable", "concurrency", "parallel updates leave a state that some order of them explains", [
    "facts 3.4",
  ]),
];

const broken: Readonly<Record<string, Pick<Finding, "expected" | "received" | "sequence" | "curl" | "detail">>> = {
  "deleted-user-stays-gone": {
    expected: '404 {"message":"Resource not found"}',
    received:
      '200 {"id":8481871,"name":"Ada <script>alert(1)</script>","email":"ada.k3x9@example.com","gender":"female","status":"active"}',
    sequence: [
      'A  POST /users {"name":"Ada <script>alert(1)</script>","email":"ada.k3x9@example.com","gender":"female","status":"active"}  → 201',
      "A  DELETE /users/8481871  → 204",
      "A  GET /users/8481871  → 200",
    ],
    curl: 'curl -s -i -H "Authorization: Bearer $GOREST_TOKEN" "https://gorest.co.in/public/v2/users/8481871"',
  },
  "patch-keeps-other-fields": {
    expected: 'status stays "inactive"',
    received: 'status became "active"',
    sequence: [
      'A  POST /users {"name":"Bo","email":"bo.k3x9@example.com","gender":"male","status":"inactive"}  → 201',
      'A  PATCH /users/8481872 {"name":"Bo \u202eevil"}  → 200',
      "A  GET /users/8481872  → 200",
    ],
    curl: `curl -s -i -X PATCH -H "Authorization: Bearer $GOREST_TOKEN" -H "Content-Type: application/json" --data '{"name":"Bo"}' "https://gorest.co.in/public/v2/users/8481872"`,
    detail:
      "        before     sent   after\nname    Bo         Bo e   Bo e\nstatus  inactive   -      active   <- not sent, changed",
  },
};

const coverageOf = (random: () => number): CoverageRow[] => {
  const times = (most: number) => Math.max(1, Math.round(most * random()));
  const seen: Readonly<Record<string, readonly number[]>> = {
    listUsers: [200, 401, 429],
    createUser: [201, 401, 422],
    getUser: [200, 401, 404],
    putUser: [200, 404, 422],
    patchUser: [200, 401, 404, 422, 429],
    deleteUser: [204, 401, 404],
  };
  const everywhere = ["Cache-Control", "X-Request-Id", "Vary"];
  const limited = ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];
  const paged = ["X-Pagination-Total", "X-Pagination-Pages", "X-Pagination-Page", "X-Pagination-Limit", "X-Links-Next"];
  const rows: CoverageRow[] = [];
  for (const [operation, statuses] of Object.entries(seen))
    for (const status of statuses) {
      const number = times(180);
      rows.push({ operation, item: `status ${status}`, times: number });
      const headers = [
        ...everywhere,
        ...(status === 401 ? [] : limited),
        ...(operation === "listUsers" && status === 200 ? paged : []),
        ...(status <= 201 ? ["ETag"] : []),
      ];
      for (const header of headers) rows.push({ operation, item: `status ${status}, header ${header}`, times: number });
    }
  for (const parameter of ["page", "per_page", "name", "email", "gender"])
    rows.push({ operation: "listUsers", item: `parameter ${parameter}`, times: times(40) });
  for (const operation of ["getUser", "putUser", "patchUser", "deleteUser"])
    rows.push({ operation, item: "parameter id", times: times(160) });
  return rows;
};

export interface SampleOptions {
  readonly seed?: number;
  readonly id?: string;
  /** Rules to show as violated, out of the two that have sample evidence; default none. */
  readonly violated?: readonly string[];
  /** Multiplies every latency; 1.2 is a slow-down of 20 %. */
  readonly slowdown?: number;
  /** Requests of the paced scenario; default 900. */
  readonly requests?: number;
  /** ISO 8601. */
  readonly startedAt?: string;
  readonly contract?: boolean;
  readonly load?: boolean;
}

const contractOf = (violated: readonly string[], seed: number): ContractRecord => {
  const random = seededRandom(seed);
  const silent = ["other-account-sees-nothing"];
  const verdicts = sampleRules.map((info): Verdict => {
    const exercised = 3 + Math.round(random() * random() * 900);
    const evidence = broken[info.id];
    if (silent.includes(info.id))
      return {
        rule: info.id,
        kind: "not exercised",
        exercised: 0,
        violations: 0,
        inconclusive: 0,
        reason: "no second token (GOREST_SECOND_TOKEN)",
      };
    if (violated.includes(info.id) && evidence !== undefined)
      return {
        rule: info.id,
        kind: "violated",
        exercised,
        violations: 2,
        inconclusive: 0,
        first: { kind: "violated", expected: evidence.expected, received: evidence.received, seqs: [12, 13, 14] },
      };
    if (info.id === "writes-are-linearizable")
      return {
        rule: info.id,
        kind: "inconclusive",
        exercised: 4,
        violations: 0,
        inconclusive: 4,
        reason: "two of the parallel updates timed out",
      };
    return { rule: info.id, kind: "holds", exercised, violations: 0, inconclusive: 0 };
  });
  const findings = sampleRules.flatMap((info): Finding[] => {
    const evidence = broken[info.id];
    if (evidence === undefined || !violated.includes(info.id)) return [];
    const { exercised } = verdicts.find((verdict) => verdict.rule === info.id) ?? { exercised: 0 };
    return [
      {
        rule: info,
        foundBy: `${info.clause}-lifecycle`,
        seed,
        ...evidence,
        replayFile: `replay/${info.id}.json`,
        seen: { violations: 2, evaluations: exercised },
      },
    ];
  });
  const properties = (
    [
      ["create-valid", "create", "any valid user can be created and reads back as sent", 220],
      ["update-near-miss", "validation", "input that breaks one bound is refused and changes nothing", 180],
      ["delete-lifecycle", "delete", "a user lives from its create to its delete and not beyond", 160],
      ["list-walk", "lists", "walking the pages of a filter visits each user once", 140],
      ["visibility", "identity", "who may see and change a user follows from the token", 60],
      ["limiter-burst", "rate limit", "a burst beyond the budget is refused and changes nothing", 110],
      ["parallel-writes", "concurrency", "overlapping writes leave a state some order explains", 80],
    ] as const
  ).map(([id, clause, sentence, planned]) => ({
    id,
    clause,
    sentence,
    planned,
    sent: Math.round(planned * (0.7 + 0.3 * random())),
    cases: Math.round(planned / 4),
    evaluations: planned * 9,
    findings: findings.filter((finding) => finding.rule.clause === clause).length,
    ...(id === "visibility" ? { reason: "the cases that need a second account were left out" } : {}),
  }));
  return {
    outcome: violated.length > 0 ? "violated" : "holds",
    budget: 1000,
    requests: properties.reduce((sum, property) => sum + property.sent, 0),
    rules: sampleRules,
    verdicts,
    findings,
    properties,
    coverage: coverageOf(random),
    records: { created: 214, deleted: 214, left: [] },
  };
};

const limiterOf = (seconds: number): LimiterRecord => {
  const series: LimiterRecord["series"][number][] = [];
  let tokens = 90;
  for (let at = 0; at < Math.min(seconds, 90); at += 0.4) {
    tokens = Math.min(90, tokens + 0.6);
    const refused = tokens < 1;
    if (!refused) tokens -= 1;
    series.push({
      atS: Number(at.toFixed(2)),
      fitted: Math.floor(tokens),
      observed: Math.floor(tokens) + (series.length % 17 === 5 ? 1 : 0),
      ...(refused ? { refused } : {}),
    });
  }
  return {
    family: "token-bucket",
    sentence: "Tokens come back evenly; a request takes one.",
    limit: 90,
    windowS: 60,
    candidates: [
      { family: "token-bucket", explains: 0.984 },
      { family: "fixed-window", explains: 0.31 },
      { family: "sliding-log", explains: 0.28 },
    ],
    series,
    warnings: [],
  };
};

const operationShares = [
  ["listUsers", 0.34, 1.6],
  ["getUser", 0.4, 0.8],
  ["createUser", 0.1, 1.25],
  ["patchUser", 0.1, 1.2],
  ["deleteUser", 0.06, 0.95],
] as const;

const pacedOf = (requests: number, slowdown: number, random: () => number): ScenarioRecord => {
  const byOperation = operationShares.map(
    ([operation, share, factor]) =>
      [operation, latencies(Math.round(requests * share), 96 * factor * slowdown, random)] as const,
  );
  const all = byOperation.flatMap(([, samples]) => samples);
  const seconds = Math.max(1, Math.round(requests / 1.35));
  const times = [...all].sort((a, b) => a - b);
  const timeline = Array.from({ length: seconds }, (_, second): LoadSecond => {
    const accepted = random() < 0.35 ? 2 : 1;
    const refused = random() < 0.012 ? 1 : 0;
    return {
      second,
      accepted,
      refused,
      failed: 0,
      remaining: Math.max(0, Math.round(84 - 60 * (second / seconds) + 6 * random())),
      waiting: refused * 2,
      acceptedMs: [[times[(second * 37) % times.length] ?? 1, accepted]],
      ...(refused === 0 ? {} : { refusedMs: [[38, refused]] as const }),
      underWay: 0.14 * accepted,
      bytes: 1240 * accepted,
    };
  });
  const waits = all.map((ms) => ms + (random() < 0.03 ? 600 * random() : 4 * random()));
  const refused = latencies(Math.max(5, Math.round(requests * 0.012)), 38, random, 0.2);
  const summary = summaryOf("accepted", all);
  const p95 = summary.percentiles.find((percentile) => percentile.p === 0.95)?.ms;
  return {
    id: "paced",
    statement: "One token at 90 % of its limit, reads and writes mixed as a client would",
    outcome: p95 !== undefined && p95 > 300 ? "fail" : "pass",
    tookMs: seconds * 1000,
    counts: { sent: all.length + refused.length, accepted: all.length, refused: refused.length, failed: 0 },
    latency: [
      summary,
      summaryOf("time to accept", waits),
      summaryOf("refused", refused),
      ...byOperation.map(([operation, samples]) => summaryOf("accepted", samples, operation)),
    ],
    thresholds: [
      {
        sentence: "95 in 100 accepted answers come within 300 ms",
        measured: p95,
        limit: 300,
        unit: "ms",
        holds: (p95 ?? 0) <= 300,
      },
      {
        sentence: "the share of 429 stays below 2 %",
        measured: refused.length / (all.length + refused.length),
        limit: 0.02,
        unit: "share",
        holds: true,
      },
    ],
    timeline,
    sendLagMs: { median: 0.4, max: 21 },
    sendLag: timeline.map(({ second }) => ({ second, maxMs: random() < 0.03 ? 4 + 17 * random() : 1.5 * random() })),
    limiter: limiterOf(seconds),
    sweep: [45, 60, 75, 81, 86, 90, 100, 120, 150].map((asked) => {
      const accepted = Math.min(asked, 89);
      return {
        askedPerMinute: asked,
        sent: asked * 2,
        accepted: accepted * 2,
        refused: (asked - accepted) * 2,
        acceptedPerMinute: accepted - (asked > 100 ? 2 : 0),
        p50Ms: 97 + (asked > 88 ? (asked - 88) * 14 : 0),
        p95Ms: 180 + (asked > 88 ? (asked - 88) * 42 : 0),
      };
    }),
    warnings: [],
  };
};

const burstOf = (slowdown: number, random: () => number): ScenarioRecord => {
  const accepted = latencies(92, 140 * slowdown, random);
  const refused = latencies(38, 30, random, 0.25);
  return {
    id: "burst",
    statement: "Everything at once: more requests than the budget, in one moment",
    outcome: "pass",
    tookMs: 4200,
    counts: { sent: 130, accepted: 92, refused: 38, failed: 0 },
    latency: [summaryOf("accepted", accepted), summaryOf("refused", refused)],
    thresholds: [{ sentence: "no request fails", measured: 0, limit: 0, unit: "requests", holds: true }],
    timeline: [
      { second: 0, accepted: 78, refused: 0, failed: 0, remaining: 12, waiting: 40 },
      { second: 1, accepted: 12, refused: 30, failed: 0, remaining: 0, waiting: 0 },
      { second: 2, accepted: 1, refused: 5, failed: 0, remaining: 0, waiting: 0 },
      { second: 3, accepted: 1, refused: 3, failed: 0, remaining: 1, waiting: 0 },
    ],
    warnings: ["p99 asks for 500 samples and there are 92"],
  };
};

/** A saved run as a nightly on the simulator leaves it, with realistic figures. The same options give the same run. */
export const sampleRun = (options: SampleOptions = {}): RunRecord => {
  const { seed = 1, violated = [], slowdown = 1, requests = 900, startedAt = "2026-03-02T02:30:00.000Z" } = options;
  const random = seededRandom(seed);
  const scenarios = [pacedOf(requests, slowdown, random), burstOf(slowdown, random)];
  const failed = scenarios.some((scenario) => scenario.outcome === "fail");
  return {
    format: "gorest-harness run",
    version: 1,
    id: options.id ?? `${startedAt.slice(0, 19).replaceAll(":", "-")}Z-nightly`,
    startedAt,
    endedAt: new Date(Date.parse(startedAt) + 731_000).toISOString(),
    command: `npm run nightly -- --seed ${seed}`,
    target: {
      kind: "simulator",
      baseUrl: "http://127.0.0.1:4010/public/v2",
      tokens: ["A", "anonymous", "invalid"],
      via: "http://127.0.0.1:4010, window scaled to 10 s",
    },
    seed,
    versions: { harness: "0.1.0", node: "v20.20.0", platform: "linux x64" },
    ...(options.contract === false ? {} : { contract: contractOf(violated, seed) }),
    ...(options.load === false
      ? {}
      : { load: { outcome: failed ? ("fail" as const) : ("pass" as const), scenarios, verdicts: [], findings: [] } }),
  };
};

/** Thirty nights before a run: a slow drift of nothing, then a step of 30 % at night 19. */
export const sampleHistory = (nights = 30, stepAt = 19): RunRecord[] =>
  Array.from({ length: nights }, (_, night) =>
    sampleRun({
      seed: 100 + night,
      startedAt: new Date(Date.UTC(2026, 1, 1 + night, 2, 30)).toISOString(),
      slowdown: (night >= stepAt ? 1.3 : 1) * (1 + 0.02 * Math.sin(night * 2.4)),
      requests: 300,
      violated: night === 11 ? ["deleted-user-stays-gone"] : [],
    }),
  );

/** Exchanges as the recorder writes them: create, read, list and delete in turn. */
export function* sampleExchanges(total: number, baseUrl = "http://127.0.0.1:4010/public/v2"): Generator<Exchange> {
  const common = [
    ["cache-control", "max-age=0, private, must-revalidate"],
    ["vary", "Origin"],
    ["x-request-id", "5f0c1b9e-3c0a-4a57-9b1c-0d6f2f7f8a11"],
    ["x-ratelimit-limit", "90"],
  ] as const;
  for (let seq = 1; seq <= total; seq++) {
    const id = 8_481_864 + (seq >> 2);
    const user = {
      id,
      name: `User ${id}`,
      email: `u${id}.k3x9@example.com`,
      gender: id % 2 ? "male" : "female",
      status: "active",
    };
    const step = seq % 4;
    const method = step === 1 ? "POST" : step === 0 ? "DELETE" : "GET";
    const path = step === 1 || step === 3 ? "/users" : `/users/${id}`;
    const body = step === 1 || step === 2 ? JSON.stringify(user) : step === 3 ? JSON.stringify([user]) : "";
    const startUs = seq * 700_000;
    yield {
      seq,
      attempt: 1,
      startUs,
      endUs: startUs + 90_000 + ((seq * 7919) % 40_000),
      purpose: "delete-lifecycle",
      request: {
        method,
        url: `${baseUrl}${path}${step === 3 ? "?page=1&gender=male" : ""}`,
        headers: [
          ["accept", "application/json"],
          ...(step === 1 ? [["content-type", "application/json"] as const] : []),
        ],
        ...(step === 1 ? { body: JSON.stringify({ ...user, id: undefined }) } : {}),
        token: "A",
      },
      outcome: {
        kind: "answer",
        status: step === 1 ? 201 : step === 0 ? 204 : 200,
        headers: [
          ...common,
          ["x-ratelimit-remaining", String(89 - (seq % 60))],
          ["x-ratelimit-reset", String(1 + (seq % 60))],
          ...(step === 0 ? [] : [["content-type", "application/json; charset=utf-8"] as const]),
          ...(step === 3 ? [["x-pagination-total", "1"] as const, ["x-pagination-pages", "1"] as const] : []),
        ],
        body,
        headUs: startUs + 88_000,
      },
    };
  }
}
