import { metricIn, parseExpression } from "./expression.ts";
import { timesOf } from "./metrics.ts";
import type { Bound, Conditions, Metric, Scenario, Statistic, Threshold, TimeName } from "./scenario.ts";
import { countOf, spanOf } from "./schedule.ts";

/** A threshold as it was written, before it is known which scenarios run. */
export interface WrittenThreshold {
  /** Where it was written, for messages: `--threshold "…"`, `thresholds.txt line 3`. */
  readonly where: string;
  /** Absent: every scenario that sends anything to the target. */
  readonly scenario?: string;
  readonly stream?: string;
  readonly metric: Metric;
  readonly unit: string;
  readonly bound: Bound;
}

/** One line: what is wrong with it, and how to mend it. */
export interface Trouble {
  readonly trouble: string;
}

/** Which figure a name means with each kind of statistic, empty: none. k6's names are those of its built-in and our exported metrics. */
interface Meaning {
  readonly ""?: Metric;
  readonly count?: Metric;
  readonly rate?: Metric;
  readonly times?: TimeName;
}

const meanings: Readonly<Record<string, Meaning>> = {
  accepted: { "": "accepted", count: "accepted", rate: "accepted rate", times: "accepted" },
  "time to accept": { times: "time to accept" },
  "send lag": { times: "send lag" },
  refused: { "": "refused", count: "refused" },
  failed: { "": "failed", count: "failed" },
  sent: { "": "sent", count: "sent", rate: "sent rate" },
  "refused share": { "": "refused share" },
  "failed share": { "": "failed share" },
  "goodput share": { "": "goodput share" },
  "allowance share": { "": "allowance share" },
  "sent share": { "": "sent share" },
  "gap variation": { "": "gap variation" },
  "longest starvation": { "": "longest starvation" },
  http_req_duration: { times: "accepted" },
  http_req_failed: { rate: "failed share" },
  http_reqs: { count: "sent", rate: "sent rate" },
  iteration_duration: { times: "time to accept" },
  accepted_ms: { times: "accepted" },
  time_to_accept_ms: { times: "time to accept" },
  refused_share: { rate: "refused share" },
  failed_share: { rate: "failed share" },
};

/** Figures of one stream and its schedule: all of a scenario together has none. */
const ofOneStream = (metric: Metric): boolean =>
  timesOf(metric)?.name === "send lag" ||
  ["goodput share", "allowance share", "sent share", "gap variation", "longest starvation"].includes(metric);

const unitOf = (metric: Metric): string => {
  if (timesOf(metric) !== undefined || metric === "longest starvation") return "ms";
  if (metric.endsWith("share")) return "%";
  if (metric.endsWith("rate")) return "requests/s";
  return metric === "gap variation" ? "" : "requests";
};

const howTo = "write it like 'paced: accepted p95 <= 300ms' or 'http_req_duration: p(95)<300'";

/** The limit in the figure's own unit, or what is wrong with the one written. */
const limitIn = (unit: string, limit: number, written: string, isRate: boolean): number | Trouble => {
  if (unit === "ms" && ["", "ms", "s"].includes(written)) return written === "s" ? 1000 * limit : limit;
  if (unit === "%") {
    if (written === "%") return limit;
    if (written !== "") return { trouble: `a share has no ${written}; give it in %` };
    // As k6 writes a rate: 0.01 is 1 %. Floating point must not make it 1.0000000000000002.
    if (isRate && limit <= 1) return Number((100 * limit).toPrecision(12));
    return {
      trouble: isRate ? "a rate is at most 1; 0.01 is 1 %" : `a share needs a %, like ${Math.min(limit, 100)}%`,
    };
  }
  if (written === "" || written === unit) return limit;
  return { trouble: `it is counted in ${unit || "plain numbers"}, not in ${written}` };
};

const kindOf = (statistic: Statistic | "count" | "rate" | undefined): keyof Meaning =>
  statistic === undefined ? "" : statistic === "count" || statistic === "rate" ? statistic : "times";

const takes: Readonly<Record<keyof Meaning, string>> = {
  "": "no statistic",
  count: "count",
  rate: "rate",
  times: "avg, min, med, max and p(95)",
};

/** The figure that a name and a statistic mean. */
const metricOf = (name: string, statistic: Statistic | "count" | "rate" | undefined): Metric | Trouble => {
  const meaning = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
  if (meaning === undefined)
    return { trouble: `no figure is called ${JSON.stringify(name)}; there are ${Object.keys(meanings).join(", ")}` };
  const kind = kindOf(statistic);
  const found = meaning[kind];
  if (found === undefined) {
    const kinds = Object.keys(meaning) as (keyof Meaning)[]; // The record's own keys.
    return { trouble: `${name} has ${kinds.map((each) => takes[each]).join(", ")}, not ${statistic ?? takes[""]}` };
  }
  return kind === "times" ? (`${found} ${statistic}` as Metric) : (found as Metric); // Pairs of names the type allows.
};

/** What k6's tags choose: a scenario, a stream. All that is timed here was an expected response. */
const chosenBy = (
  tags: readonly (readonly [string, string])[],
): Pick<WrittenThreshold, "scenario" | "stream"> | Trouble => {
  const odd = tags.find(
    ([name, value]) => !["scenario", "stream"].includes(name) && `${name}:${value}` !== "expected_response:true",
  );
  if (odd !== undefined)
    return { trouble: `a tag {${odd.join(":")}} chooses nothing here; the tags are scenario and stream` };
  return Object.fromEntries(tags.filter(([name]) => name !== "expected_response"));
};

/**
 * Reads one threshold: `[SCENARIO[/STREAM]:] FIGURE [STATISTIC] COMPARISON NUMBER[UNIT]`, or as k6 writes its own,
 * `METRIC[{TAGS}]: EXPRESSION`.
 * @param isScenario whether a name before a colon is one
 */
export const parseThreshold = (
  text: string,
  where: string,
  isScenario: (name: string) => boolean,
): WrittenThreshold | Trouble => {
  const fail = (what: string): Trouble => ({ trouble: `${where}: ${what}` });
  const expression = parseExpression(text);
  if (expression === undefined)
    return fail(
      /[=!]=/.test(text)
        ? `it compares with <, <=, > or >= only; ${howTo}`
        : `it is no comparison of a figure with a number; ${howTo}`,
    );
  const braces = /^([^{}]*)(\{[^{}]*\})?([^{}]*)$/.exec(expression.subject);
  const parts = `${braces?.[1] ?? expression.subject}:${braces?.[3] ?? ""}`
    .split(":")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const tags = chosenBy(metricIn(`x${braces?.[2] ?? ""}`)?.tags ?? []);
  if ("trouble" in tags) return fail(tags.trouble);
  const [first = "", ...rest] = parts;
  const slash = first.indexOf("/");
  const [scenario, stream] =
    slash < 0 ? [first, undefined] : [first.slice(0, slash).trim(), first.slice(slash + 1).trim()];
  const isScoped = rest.length > 0 || slash >= 0 || (isScenario(first) && !Object.hasOwn(meanings, first));
  if (rest.length > 1) return fail(`it has too many colons; ${howTo}`);
  if (isScoped && !isScenario(scenario))
    return fail(`no scenario is called ${JSON.stringify(scenario)}; npm run load -- --list names them`);
  if (tags.scenario !== undefined && !isScenario(tags.scenario))
    return fail(`no scenario is called ${JSON.stringify(tags.scenario)}; npm run load -- --list names them`);
  const name = (isScoped ? rest.join(" ") : first).replace(/\s+/g, " ");
  if (name === "") return fail(`it names no figure; ${howTo}`);
  const metric = metricOf(name, expression.statistic);
  if (typeof metric !== "string") return fail(metric.trouble);
  const unit = unitOf(metric);
  const limit = limitIn(unit, expression.limit, expression.unit, expression.statistic === "rate");
  if (typeof limit !== "number") return fail(limit.trouble);
  return {
    where,
    ...tags,
    ...(isScoped ? { scenario } : {}),
    ...(stream === undefined ? {} : { stream }),
    metric,
    unit,
    bound: expression.boundAt(limit),
  };
};

const sentenceOf = ({ metric, unit, bound, stream }: WrittenThreshold): string => {
  const [limit, is] =
    "most" in bound
      ? [bound.most, bound.strict ? "less than" : "at most"]
      : [bound.least, bound.strict ? "more than" : "at least"];
  return `${metric}${stream === undefined ? "" : ` of ${stream}`} is ${is} ${limit} ${unit}`.trimEnd();
};

/** The streams of a scenario; undefined where it decides as it goes. */
const streamsOf = (scenario: Scenario, conditions: Conditions) =>
  scenario.phases?.(conditions).flatMap(({ streams }) => streams);

/** A threshold as that scenario has it; undefined where it says nothing of this one and need not. */
const of = (written: WrittenThreshold, scenario: Scenario, conditions: Conditions): Threshold | Trouble | undefined => {
  const { metric, unit, bound, where } = written;
  const isNamed = written.scenario !== undefined;
  if (!isNamed && scenario.cost(conditions).requests === 0) return undefined;
  const streams = streamsOf(scenario, conditions);
  const names = [...new Set(streams?.map(({ name }) => name))];
  const cannot = (why: string) => (isNamed ? { trouble: `${where}: ${scenario.id} ${why}` } : undefined);
  const all = { ...written };
  if (all.stream === undefined && ofOneStream(metric)) {
    if (names.length > 1)
      return cannot(
        `has several streams, and ${metric} is of one; write ${names.map((name) => `"${scenario.id}/${name}: …"`).join(" or ")}`,
      );
    if (names[0] === undefined) return cannot(`decides as it goes, so ${metric} is not measured of it`);
    all.stream = names[0];
  }
  if (all.stream !== undefined && !names.includes(all.stream))
    return cannot(
      `has no stream ${JSON.stringify(all.stream)}; ${names.length === 0 ? "it decides as it goes, leave the stream out" : `there are ${names.join(", ")}`}`,
    );
  const those = streams?.filter(({ name }) => all.stream === undefined || name === all.stream) ?? [];
  if (timesOf(metric)?.name === "time to accept" && !those.some(({ arrivals }) => (countOf(arrivals) ?? 0) > 0))
    return cannot("has no slots, so there is no time to accept");
  if (metric === "goodput share" && !those.some(({ arrivals }) => spanOf(arrivals) > 0))
    return cannot("sends all at once, so it has no pace to take a share of");
  if (metric === "sent share" && those.some(({ arrivals }) => countOf(arrivals) === undefined))
    return cannot("has no slots, so there is no share of them");
  return {
    sentence: sentenceOf(written),
    metric,
    ...(all.stream === undefined ? {} : { stream: all.stream }),
    unit,
    bound,
    given: true,
  };
};

/** p50 is the median, whoever writes it. */
const figureOf = (metric: Metric): string => {
  const times = timesOf(metric);
  return times === undefined ? metric : `${times.name} ${times.quantile ?? "avg"}`;
};

/** Both bound the same figure of the same stream on the same side. */
const isSameFigure = (a: Threshold, b: Threshold, onlyStream: string | undefined): boolean =>
  figureOf(a.metric) === figureOf(b.metric) &&
  (a.stream ?? onlyStream) === (b.stream ?? onlyStream) &&
  "most" in a.bound === "most" in b.bound;

/**
 * Scenarios with the thresholds given for them. One on a figure that the scenario bounds on the same side takes the place
 * of its own; any other is added.
 * @returns also those that none of the scenarios takes
 */
export const withThresholds = (
  scenarios: readonly Scenario[],
  written: readonly WrittenThreshold[],
  conditions: Conditions,
): { readonly scenarios: readonly Scenario[]; readonly unused: readonly WrittenThreshold[] } | Trouble => {
  const used = new Set<WrittenThreshold>();
  const made: Scenario[] = [];
  for (const scenario of scenarios) {
    const given: Threshold[] = [];
    for (const each of written) {
      if (each.scenario !== undefined && each.scenario !== scenario.id) continue;
      const threshold = of(each, scenario, conditions);
      if (threshold === undefined) continue;
      if ("trouble" in threshold) return threshold;
      used.add(each);
      if (!given.some(({ sentence }) => sentence === threshold.sentence)) given.push(threshold);
    }
    if (given.length === 0) {
      made.push(scenario);
      continue;
    }
    const own = (at: Conditions) => scenario.thresholds?.(at) ?? [];
    const thresholds = (at: Conditions): readonly Threshold[] => {
      const names = [...new Set(streamsOf(scenario, at)?.map(({ name }) => name))];
      const onlyStream = names.length === 1 ? names[0] : undefined;
      return [...own(at).filter((each) => !given.some((one) => isSameFigure(each, one, onlyStream))), ...given];
    };
    made.push({ ...scenario, thresholds });
  }
  return { scenarios: made, unused: written.filter((each) => !used.has(each)) };
};
