import { scaleLinear } from "d3-scale";
import { changeName } from "../changes.ts";
import type { PercentileChange } from "../compare.ts";
import { type Html, html } from "../html.ts";
import { figure } from "../numbers.ts";
import { frame, svg, width, xAxis, xRange } from "./plot.ts";

const rowHeight = 26;

/** About the width of a letter of a label, in user units. */
const letter = 7.4;

/**
 * Each difference with its interval, as a share of the earlier value; the shaded middle is within tolerance. What lies
 * beyond the edge is an arrow there: one figure that rose twentyfold must not make all others a point.
 */
export const differencesChart = (says: string, changes: readonly PercentileChange[], tolerance: number): Html => {
  const longest = Math.max(...changes.map((change) => changeName(change).length));
  const space = frame(changes.length * rowHeight + 50, {
    left: Math.min(360, longest * letter + 18),
    right: 90,
    top: 6,
  });
  const shares = changes.flatMap(({ interval, beforeMs }) => [interval[0] / beforeMs, interval[1] / beforeMs]);
  const edge = tolerance * 1.5;
  const low = Math.max(-1, Math.min(-edge, ...shares) * 1.05);
  const high = Math.min(4, Math.max(edge, ...shares) * 1.05);
  const x = scaleLinear([low, high], xRange(space)).clamp(true);
  const floor = space.height - space.bottom;
  const [from, to] = xRange(space);
  const ticks = x.ticks(7);
  return svg(says, space, [
    html`<rect class="tolerance" x="${x(-tolerance)}" y="${space.top}" width="${x(tolerance) - x(-tolerance)}" height="${floor - space.top}"/><line class="zero" x1="${x(0)}" x2="${x(0)}" y1="${space.top}" y2="${floor}"/>`,
    ...changes.map((change, index) => {
      const y = space.top + index * rowHeight + rowHeight / 2;
      const tone = !change.decides
        ? "beside"
        : change.verdict === "slower"
          ? "bad"
          : change.verdict === "faster"
            ? "good"
            : "accepted";
      const start = x(change.interval[0] / change.beforeMs);
      const end = x(change.interval[1] / change.beforeMs);
      const mark =
        change.share > high
          ? html`<path class="dot ${tone}" d="M${to - 9} ${y - 5}L${to} ${y}L${to - 9} ${y + 5}Z"/>`
          : change.share < low
            ? html`<path class="dot ${tone}" d="M${from + 9} ${y - 5}L${from} ${y}L${from + 9} ${y + 5}Z"/>`
            : html`<circle class="dot ${tone}" cx="${x(change.share)}" cy="${y}" r="4.5"/>`;
      return html`<g><text class="label" x="${space.left - 12}" y="${y + 4}" text-anchor="end">${changeName(change)}</text><line class="whisker ${tone}" x1="${start}" x2="${end}" y1="${y}" y2="${y}"/>${mark}<text class="end ${tone}" x="${width - space.right + 10}" y="${y + 4}">${change.share > 0 ? "+" : ""}${figure(change.share * 100)} %</text></g>`;
    }),
    xAxis(
      space,
      ticks.map((value) => ({ at: x(value), label: `${value > 0 ? "+" : ""}${Math.round(value * 100)} %` })),
      "quicker than before ← → slower than before",
    ),
  ]);
};
