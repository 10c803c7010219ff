import type { LatencySummary, ScenarioRecord } from "../contract/run.ts";

const isWhole = ({ statusClass, stream }: LatencySummary): boolean => statusClass === undefined && stream === undefined;

const order: readonly LatencySummary["name"][] = ["accepted", "time to accept", "refused", "connection"];

/** Distributions over all operations, answers and streams of a scenario; those without samples are left out. */
export const overall = (scenario: ScenarioRecord | undefined): readonly LatencySummary[] =>
  (scenario?.latency ?? [])
    .filter((summary) => isWhole(summary) && summary.operation === undefined && summary.samples > 0)
    .toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));

/** Service time of accepted answers, an entry an operation. */
export const byOperation = (scenario: ScenarioRecord | undefined): readonly LatencySummary[] =>
  (scenario?.latency ?? []).filter(
    (summary) =>
      isWhole(summary) && summary.operation !== undefined && summary.name === "accepted" && summary.samples > 0,
  );

/** What one of several streams of a scenario saw, all operations together. */
export const byStream = (scenario: ScenarioRecord | undefined): readonly LatencySummary[] =>
  (scenario?.latency ?? []).filter(
    (summary) =>
      summary.stream !== undefined &&
      summary.statusClass === undefined &&
      summary.operation === undefined &&
      summary.samples > 0,
  );

/** Whether two runs' summaries speak of the same thing. */
export const sameKind = (a: LatencySummary, b: LatencySummary): boolean =>
  a.name === b.name && a.operation === b.operation && a.statusClass === b.statusClass && a.stream === b.stream;

/** A stream is often called as its scenario is, which is named already where this stands. */
export const withoutName = ({ id }: Pick<ScenarioRecord, "id">, text: string): string =>
  text.startsWith(`${id}: `) ? text.slice(id.length + 2) : text;
