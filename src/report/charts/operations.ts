import { scaleLog } from "d3-scale";
import { rankOf } from "../../contract/order-statistics.ts";
import { type Buckets, ranksOf } from "../histogram.ts";
import { type Html, html } from "../html.ts";
import { count, duration } from "../numbers.ts";
import { frame, logTicks, svg, width, xAxis, xRange } from "./plot.ts";

export interface Distribution {
  readonly name: string;
  readonly buckets: Buckets;
}

const bins = 72;
const rowHeight = 54;

/** One histogram a row on a common logarithmic axis, with marks at the median and at 95 in 100. */
export const operationsChart = (says: string, rows: readonly Distribution[]): Html => {
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
