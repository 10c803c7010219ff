import type { LatencySummary, ScenarioRecord } from "../../../contract/run.ts";
import { operationsChart } from "../../charts/operations.ts";
import { legend } from "../../charts/plot.ts";
import type { Html } from "../../html.ts";
import { count, duration, plural } from "../../numbers.ts";
import { byOperation } from "../../summaries.ts";
import { figure, table } from "../parts.ts";

const at = (summary: LatencySummary, p: number) => summary.percentiles.find((percentile) => percentile.p === p)?.ms;
const shown = (ms: number | undefined) => (ms === undefined ? "–" : duration(ms));

/** Samples below which an operation's median is no rank. */
const least = 30;

const median = (row: LatencySummary): string => `${row.operation} (${shown(at(row, 0.5))})`;

const saysOf = (rows: readonly LatencySummary[], ranked: readonly LatencySummary[]): string => {
  const [slowest] = ranked;
  const quickest = ranked.at(-1);
  if (rows.length === 1 && rows[0] !== undefined)
    return `Only one operation was sent: ${slowest === undefined ? `${rows[0].operation}, ${plural(rows[0].samples, "time")}` : median(slowest)}.`;
  if (slowest === undefined || quickest === undefined)
    return `No operation was sent often enough to say which is slower: that takes ${least} samples each.`;
  if (ranked.length === 1) return `Only ${median(slowest)} was sent often enough to speak of its median.`;
  return `By the median ${median(slowest)} is the slowest operation and ${median(quickest)} the quickest${ranked.length < rows.length ? `, of those with ${least} samples or more` : ""}.`;
};

/** How the service time of accepted answers spreads, operation by operation. */
export const operations = (scenario: ScenarioRecord): Html | undefined => {
  const rows = byOperation(scenario);
  if (rows.length === 0) return undefined;
  const byMedian = rows.toSorted((a, b) => (at(b, 0.5) ?? b.meanMs) - (at(a, 0.5) ?? a.meanMs));
  const few = rows.filter((row) => row.samples < least).map((row) => row.operation);
  const ranked = byMedian.filter((row) => row.samples >= least && at(row, 0.5) !== undefined);
  const says = saysOf(rows, ranked);
  return figure({
    title: "Service time by operation",
    says,
    note: few.length === 0 ? undefined : `Fewer than ${least} samples: ${few.join(", ")}. Their shape is chance.`,
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
