import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { PacePoint } from "../../contract/run.ts";
import { type Html, html } from "../html.ts";
import { count } from "../numbers.ts";
import { frame, path, svg, wholeTicks, xAxis, xRange, yAxis, yRange } from "./plot.ts";

/** The accepted rate against the offered rate; on the thin diagonal nothing is refused. */
export const paceSweepChart = (says: string, points: readonly PacePoint[]): Html => {
  const space = frame(280, { top: 26 });
  const most = Math.max(1, ...points.flatMap((point) => [point.askedPerMinute, point.acceptedPerMinute]));
  const least = Math.min(...points.map((point) => point.askedPerMinute));
  // Where all paces lie close together the edge is between them, and nothing is to be seen further left.
  const x = scaleLinear([least > most / 2 ? 0.95 * least : 0, most], xRange(space)).nice();
  const y = scaleLinear(
    [0, Math.max(1, ...points.map((point) => point.acceptedPerMinute)) * 1.08],
    yRange(space),
  ).nice();
  const ideal = Math.min(x.domain()[1] ?? most, y.domain()[1] ?? most);
  return svg(says, space, [
    yAxis(
      space,
      wholeTicks(y, 5).map((value) => ({ at: y(value), label: count(value) })),
      "accepted",
    ),
    path(`M${x(x.domain()[0] ?? 0)} ${y(x.domain()[0] ?? 0)}L${x(ideal)} ${y(ideal)}`, "line ideal"),
    path(
      line<PacePoint>()
        .x((point) => x(point.askedPerMinute))
        .y((point) => y(point.acceptedPerMinute))(points),
      "line accepted",
    ),
    html`<g>${points.map(
      (point) =>
        html`<circle class="dot ${point.refused > 0 ? "refused" : "accepted"}" cx="${x(point.askedPerMinute)}" cy="${y(point.acceptedPerMinute)}" r="5"><title>${count(point.askedPerMinute)} offered, ${count(point.refused)} refused</title></circle>`,
    )}</g>`,
    xAxis(
      space,
      wholeTicks(x, 8).map((value) => ({ at: x(value), label: count(value) })),
      "offered, a minute",
    ),
  ]);
};
