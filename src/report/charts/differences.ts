import { scaleLinear } from "d3-scale";
import type { PercentileChange } from "../compare.ts";
import { type Html, html } from "../html.ts";
import { figure, percentileName } from "../numbers.ts";
import { frame, svg, width, xAxis, xRange } from "./plot.ts";

const rowHeight = 26;

export const changeName = ({ scenario, name, operation, p }: PercentileChange): string =>
  `${scenario} · ${operation ?? name} ${percentileName(p)}`;

/** Each difference with its interval, as a share of the earlier value; the shaded middle is within tolerance. */
export const differencesChart = (says: string, changes: readonly PercentileChange[], tolerance: number): Html => {
  const space = frame(changes.length * rowHeight + 50, { left: 230, right: 90, top: 6 });
  const shares = changes.flatMap(({ interval, beforeMs }) => [interval[0] / beforeMs, interval[1] / beforeMs]);
  const edge = tolerance * 1.5;
  const low = Math.max(-1, Math.min(-edge, ...shares) * 1.05);
  const high = Math.min(4, Math.max(edge, ...shares) * 1.05);
  const x = scaleLinear([low, high], xRange(space)).clamp(true);
  const floor = space.height - space.bottom;
  return svg(says, space, [
    html`<rect class="tolerance" x="${x(-tolerance)}" y="${space.top}" width="${x(tolerance) - x(-tolerance)}" height="${floor - space.top}"/><line class="zero" x1="${x(0)}" x2="${x(0)}" y1="${space.top}" y2="${floor}"/>`,
    ...changes.map((change, index) => {
      const y = space.top + index * rowHeight + rowHeight / 2;
      const tone = change.verdict === "slower" ? "bad" : change.verdict === "faster" ? "good" : "accepted";
      const from = x(change.interval[0] / change.beforeMs);
      const to = x(change.interval[1] / change.beforeMs);
      return html`<g><text class="label" x="${space.left - 12}" y="${y + 4}" text-anchor="end">${changeName(change)}</text><line class="whisker ${tone}" x1="${from}" x2="${to}" y1="${y}" y2="${y}"/><circle class="dot ${tone}" cx="${x(change.share)}" cy="${y}" r="4.5"/><text class="end ${tone}" x="${width - space.right + 10}" y="${y + 4}">${change.share > 0 ? "+" : ""}${figure(change.share * 100)} %</text></g>`;
    }),
    xAxis(
      space,
      x.ticks(7).map((value) => ({ at: x(value), label: `${value > 0 ? "+" : ""}${Math.round(value * 100)} %` })),
      "quicker than before ← → slower than before",
    ),
  ]);
};
