import { scaleLog } from "d3-scale";
import { rankOf } from "../../../contract/order-statistics.ts";
import type { LatencySummary, ScenarioRecord } from "../../../contract/run.ts";
import { frame, legend, logTicks, svg, timeAxis, width, xAxis, xRange } from "../../charts/plot.ts";
import { endOf } from "../../charts/slots.ts";
import { type Buckets, byOperation, ranksOf } from "../../histogram.ts";
import { type Html, html } from "../../html.ts";
import { count, duration, plural } from "../../text.ts";
import { figure, table } from "../parts.ts";

interface Distribution {
  readonly name: string;
  readonly buckets: Buckets;
}

const bins = 72;
const rowHeight = 54;

/** One histogram a row on a common logarithmic axis, with marks at the median and at 95 in 100. */
const operationsChart = (says: string, rows: readonly Distribution[]): Html => {
  const space = frame(rows.length * rowHeight + 52, { left: 128, right: 24, top: 8 });
  const edges = rows.flatMap((row) => row.buckets.map(([upper]) => upper)).filter((upper) => upper > 0);
  const x = scaleLog([Math.min(...edges) * 0.98, Math.max(...edges) * 1.02], xRange(space));
  const [from, to] = xRange(space);
  const bin = (to - from) / bins;
  const drawn = rows.map((row, index) => {
    const base = space.top + (index + 1) * rowHeight - 6;
    const heights = Array.from({ length: bins }, () => 0);
    for (const [upper, times] of row.buckets) {
      const at = Math.min(bins - 1, Math.max(0, Math.floor((x(Math.max(upper, 1e-6)) - from) / bin)));
      heights[at] = (heights[at] ?? 0) + times;
    }
    const most = Math.max(1, ...heights);
    const ranks = ranksOf(row.buckets);
    const mark = (p: number, tone: string) => {
      const at = x(ranks.at(rankOf(p, ranks.samples)));
      return html`<line class="mark ${tone}" x1="${at}" x2="${at}" y1="${base - rowHeight + 12}" y2="${base}"/>`;
    };
    return html`<g><text class="end" x="${from - 12}" y="${base - 18}" text-anchor="end">${row.name}</text><text class="small" x="${from - 12}" y="${base - 3}" text-anchor="end">${count(ranks.samples)}</text><line class="base" x1="${from}" x2="${width - space.right}" y1="${base}" y2="${base}"/>${heights.map(
      (height, at) =>
        height > 0 &&
        html`<rect class="fill accepted" x="${from + at * bin}" y="${base - (height / most) * (rowHeight - 14)}" width="${bin - 0.8}" height="${(height / most) * (rowHeight - 14)}"/>`,
    )}${mark(0.5, "median")}${ranks.samples >= 20 && mark(0.95, "tail")}</g>`;
  });
  const ticks = logTicks(x);
  return svg(says, space, [
    ...drawn,
    xAxis(
      space,
      ticks.map((value) => ({ at: x(value), label: duration(value) })),
      "",
    ),
  ]);
};

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

interface Lag {
  readonly second: number;
  readonly maxMs: number;
}

/** Upper bounds of the shades, ms; the last shade has none. */
const lagSteps = [1, 5, 20, 100] as const;

const shadeOf = (ms: number): number => lagSteps.filter((step) => ms > step).length;

const mostCells = 240;

/** The worst lag of each cell of a few seconds, so that no late second disappears. */
const lagCells = (lags: readonly Lag[]): readonly Lag[] => {
  const size = Math.max(1, Math.ceil((Math.max(0, ...lags.map((lag) => lag.second)) + 1) / mostCells));
  const cells = new Map<number, number>();
  for (const { second, maxMs } of lags) {
    const start = Math.floor(second / size) * size;
    cells.set(start, Math.max(maxMs, cells.get(start) ?? 0));
  }
  return [...cells].map(([second, maxMs]) => ({ second, maxMs }));
};

/** A strip over time, darker where the generator sent later than planned. */
const sendLagChart = (says: string, lags: readonly Lag[], endS: number): Html => {
  const space = frame(84, { top: 8 });
  const cells = lagCells(lags);
  const size = Math.max(1, (cells[1]?.second ?? 1) - (cells[0]?.second ?? 0));
  const { x, axis } = timeAxis(space, endS);
  const cellWidth = Math.max(1, x(size) - x(0));
  return svg(says, space, [
    html`<rect class="track" x="${space.left}" y="${space.top}" width="${width - space.left - space.right}" height="30"/>`,
    html`<g>${cells.map(
      (cell) =>
        html`<rect class="lag lag${shadeOf(cell.maxMs)}" x="${x(cell.second)}" y="${space.top}" width="${Math.min(cellWidth + 0.3, x(endS) - x(cell.second))}" height="30"/>`,
    )}</g>`,
    axis,
  ]);
};

/** Whether the generator itself kept to its plan; if not, latencies are partly its own. */
export const sendLag = (scenario: ScenarioRecord): Html | undefined => {
  const { sendLag: lags, sendLagMs } = scenario;
  if (lags === undefined || lags.length === 0) return undefined;
  const worst = Math.max(...lags.map((lag) => lag.maxMs));
  const says = `The generator sent ${
    sendLagMs === undefined ? "" : `half of the requests within ${duration(sendLagMs.median)} of their slot and `
  }the latest ${duration(Math.max(worst, sendLagMs?.max ?? 0))} after it${worst <= lagSteps[2] ? ", so the latencies are the service's own" : ""}.`;
  return figure({
    title: "Send lag",
    says,
    doubt:
      worst > lagSteps[2]
        ? `In the amber and red cells, above ${lagSteps[2]} ms, this machine was late; what was measured there is partly its own delay.`
        : undefined,
    picture: sendLagChart(says, lags, endOf(scenario)),
    legend: legend(
      [...lagSteps, undefined].map((step, index) => ({
        tone: `lag lag${index}`,
        name: step === undefined ? `over ${lagSteps.at(-1)} ms` : `up to ${step} ms`,
        kind: "fill" as const,
      })),
    ),
    data: table(
      "Worst send lag over time",
      [
        { head: "Second", cell: (lag: Lag) => String(lag.second) },
        { head: "Worst lag", figure: true, cell: (lag) => duration(lag.maxMs) },
      ],
      lagCells(lags),
    ),
  });
};
