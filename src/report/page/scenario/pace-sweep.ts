import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import type { PacePoint, ScenarioRecord } from "../../../contract/run.ts";
import { frame, legend, path, svg, wholeTicks, xAxis, xRange, yAxis, yRange } from "../../charts/plot.ts";
import { type Html, html } from "../../html.ts";
import { count, digits, duration } from "../../numbers.ts";
import { figure, table } from "../parts.ts";

/** The accepted rate against the offered rate; on the thin diagonal nothing is refused. */
const paceSweepChart = (says: string, points: readonly PacePoint[]): Html => {
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

/** The answers at rising request rates. */
export const paceSweep = ({ sweep }: ScenarioRecord): Html | undefined => {
  if (sweep === undefined || sweep.length === 0) return undefined;
  const points = sweep.toSorted((a, b) => a.askedPerMinute - b.askedPerMinute);
  const clean = points.filter((point) => point.refused === 0).at(-1);
  const best = points.toSorted((a, b) => b.acceptedPerMinute - a.acceptedPerMinute)[0];
  const says = `${
    clean === undefined
      ? "Every pace tried met a refusal"
      : `Up to ${digits(clean.askedPerMinute)} requests a minute nothing was refused`
  }${best === undefined ? "" : `; the most that was accepted is ${digits(best.acceptedPerMinute)} a minute, at an offered rate of ${digits(best.askedPerMinute)}`}.`;
  return figure({
    title: "Pace sweep",
    says,
    note:
      points.length < 4 ? `Only ${points.length} paces were tried; the edge lies somewhere between them.` : undefined,
    picture: paceSweepChart(says, points),
    legend: legend([
      { tone: "line accepted", name: "accepted a minute", kind: "line" },
      { tone: "line ideal", name: "all accepted", kind: "line" },
      { tone: "dot accepted", name: "nothing refused", kind: "dot" },
      { tone: "dot refused", name: "some refused", kind: "dot" },
    ]),
    data: table(
      "Pace sweep",
      [
        { head: "Asked a minute", cell: (point: PacePoint) => digits(point.askedPerMinute) },
        { head: "Sent", figure: true, cell: (point) => count(point.sent) },
        { head: "Accepted", figure: true, cell: (point) => count(point.accepted) },
        { head: "429", figure: true, cell: (point) => count(point.refused) },
        { head: "Accepted a minute", figure: true, cell: (point) => digits(point.acceptedPerMinute) },
        {
          head: "p50 to accept",
          figure: true,
          cell: (point) => (point.p50Ms === undefined ? "–" : duration(point.p50Ms)),
        },
        {
          head: "p95 to accept",
          figure: true,
          cell: (point) => (point.p95Ms === undefined ? "–" : duration(point.p95Ms)),
        },
      ],
      points,
    ),
  });
};
