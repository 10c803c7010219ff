import type { LatencySummary, ScenarioRecord } from "../../../contract/run.ts";
import { operationsChart } from "../../charts/operations.ts";
import { legend } from "../../charts/plot.ts";
import type { Html } from "../../html.ts";
import { count, duration } from "../../numbers.ts";
import { byOperation } from "../../summaries.ts";
import { figure, table } from "../parts.ts";

const at = (summary: LatencySummary, p: number) => summary.percentiles.find((percentile) => percentile.p === p)?.ms;
const shown = (ms: number | undefined) => (ms === undefined ? "–" : duration(ms));

/** How the service time of accepted answers spreads, operation by operation. */
export const operations = (scenario: ScenarioRecord): Html | undefined => {
  const rows = byOperation(scenario);
  if (rows.length === 0) return undefined;
  const byMedian = rows.toSorted((a, b) => (at(b, 0.5) ?? b.meanMs) - (at(a, 0.5) ?? a.meanMs));
  const slowest = byMedian[0];
  const quickest = byMedian.at(-1);
  const median = (summary: LatencySummary | undefined) =>
    summary === undefined
      ? ""
      : `${summary.operation} (${at(summary, 0.5) === undefined ? `mean ${duration(summary.meanMs)}` : duration(at(summary, 0.5) ?? 0)})`;
  const says =
    rows.length === 1
      ? `Only one operation was sent: ${median(slowest)}.`
      : `By the median ${median(slowest)} is the slowest operation and ${median(quickest)} the quickest.`;
  const few = rows.filter((row) => row.samples < 30).map((row) => row.operation);
  return figure({
    title: "Service time by operation",
    says,
    doubt: few.length === 0 ? undefined : `Fewer than 30 samples: ${few.join(", ")}. Their shape is chance.`,
    picture: operationsChart(
      says,
      byMedian.map((row) => ({ name: row.operation ?? "", buckets: row.buckets })),
    ),
    legend: legend([
      { tone: "fill accepted", name: "accepted answers", kind: "fill" },
      { tone: "mark median", name: "median", kind: "line" },
      { tone: "mark tail", name: "p95", kind: "line" },
    ]),
    data: table(
      "Service time by operation",
      [
        { head: "Operation", cell: (row: LatencySummary) => row.operation },
        { head: "Samples", figure: true, cell: (row) => count(row.samples) },
        { head: "min", figure: true, cell: (row) => duration(row.minMs) },
        { head: "p50", figure: true, cell: (row) => shown(at(row, 0.5)) },
        { head: "p95", figure: true, cell: (row) => shown(at(row, 0.95)) },
        { head: "p99", figure: true, cell: (row) => shown(at(row, 0.99)) },
        { head: "max", figure: true, cell: (row) => duration(row.maxMs) },
      ],
      byMedian,
    ),
  });
};
