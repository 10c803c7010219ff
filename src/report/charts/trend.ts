import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { type Html, html } from "../html.ts";
import { duration } from "../numbers.ts";
import type { Trend, TrendPoint } from "../trend.ts";
import { endLabels, frame, path, svg, width, xAxis, xRange, yAxis, yRange } from "./plot.ts";

const signs = { good: "✓", bad: "✗", unsure: "!" } as const;

/** Median and p95 from run to run, where they changed level, and how each run ended. */
export const trendChart = (says: string, { points, changes }: Trend): Html => {
  const measured = points.some((point) => point.p50Ms !== undefined);
  const space = frame(measured ? 270 : 90, { top: 16, right: 60, bottom: 66 });
  const x = scaleLinear([0, Math.max(1, points.length - 1)], xRange(space));
  const most = Math.max(1e-3, ...points.flatMap((point) => [point.p50Ms ?? 0, point.p95Ms ?? 0]));
  const y = scaleLinear([0, most], yRange(space)).nice();
  const series = (pick: (point: TrendPoint) => number | undefined, tone: string) =>
    path(
      line<TrendPoint>()
        .defined((point) => pick(point) !== undefined)
        .x((_, index) => x(index))
        .y((point) => y(pick(point) ?? 0))([...points]),
      `line ${tone}`,
    );
  const floor = space.height - space.bottom;
  const every = Math.max(1, Math.ceil(points.length / 8));
  const last = points.at(-1);
  const oneDay = points[0]?.startedAt.slice(0, 10) === last?.startedAt.slice(0, 10);
  return svg(says, space, [
    ...(measured
      ? [
          yAxis(
            space,
            y.ticks(5).map((value) => ({ at: y(value), label: duration(value) })),
            "",
          ),
          ...changes.map(
            (at) =>
              html`<line class="change" x1="${x(at - 0.5)}" x2="${x(at - 0.5)}" y1="${space.top}" y2="${floor}"/>`,
          ),
          series((point) => point.p95Ms, "waited"),
          series((point) => point.p50Ms, "accepted"),
          endLabels([
            ...(last?.p50Ms === undefined
              ? []
              : [{ x: width - space.right, y: y(last.p50Ms), text: "p50", tone: "accepted" }]),
            ...(last?.p95Ms === undefined
              ? []
              : [{ x: width - space.right, y: y(last.p95Ms), text: "p95", tone: "waited" }]),
          ]),
        ]
      : []),
    html`<g>${points.map(
      (point, index) =>
        html`<text class="outcome ${point.outcome}" x="${x(index)}" y="${floor + 36}" text-anchor="middle">${signs[point.outcome]}</text>`,
    )}<text class="name" x="${space.left - 16}" y="${floor + 36}" text-anchor="end">verdict</text></g>`,
    xAxis(
      { ...space, bottom: space.bottom },
      points.flatMap((point, index) =>
        (points.length - 1 - index) % every === 0
          ? [{ at: x(index), label: oneDay ? point.startedAt.slice(11, 16) : point.startedAt.slice(5, 10) }]
          : [],
      ),
      oneDay ? "run, by time of day (UTC)" : "run, by date",
    ),
  ]);
};
