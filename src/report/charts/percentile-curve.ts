import { scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import { type Buckets, quantileInterval, ranksOf } from "../histogram.ts";
import type { Html } from "../html.ts";
import { duration, percentileName } from "../numbers.ts";
import { endLabels, frame, logDomain, logTicks, path, svg, width, xAxis, xRange, yAxis, yRange } from "./plot.ts";

export interface Curve {
  readonly name: string;
  /** Class of the stroke. */
  readonly tone: string;
  readonly buckets: Buckets;
  /** Draw the 95 % band of each percentile. */
  readonly band?: boolean;
}

interface Point {
  /** 1 / (1 - p): one in how many is slower. */
  readonly oneIn: number;
  readonly ms: number;
  readonly band: readonly [number, number] | undefined;
}

const steps = 140;

/**
 * Points evenly spaced on the log axis. The slowest of n samples stands at one in n and the curve ends there, because
 * there the samples end.
 */
const pointsOf = (buckets: Buckets): Point[] => {
  const ranks = ranksOf(buckets);
  const n = ranks.samples;
  if (n < 2) return [];
  const chosen = new Set(Array.from({ length: steps + 1 }, (_, step) => Math.round(n + 1 - n ** (1 - step / steps))));
  return [...chosen].map((rank) => {
    const oneIn = n / (n + 1 - rank);
    return { oneIn, ms: ranks.at(rank), band: quantileInterval(ranks, 1 - 1 / oneIn) };
  });
};

/**
 * Latency by percentile on a logarithmic axis, where each step to the right is ten times rarer. A straight rise is an
 * exponential tail; a buffer is a second kind of answer.
 */
export const percentileCurve = (says: string, curves: readonly Curve[]): Html => {
  const space = frame(330, { top: 26, right: 124 });
  const drawn = curves
    .map((curve) => ({ ...curve, points: pointsOf(curve.buckets) }))
    .filter((curve) => curve.points.length > 0);
  const all = drawn.flatMap((curve) => curve.points);
  const slowest = Math.max(...all.map((point) => Math.max(point.ms, point.band?.[1] ?? 0)));
  const fastest = Math.min(...all.map((point) => point.ms));
  const rarest = Math.max(10, ...all.map((point) => point.oneIn));
  const x = scaleLog([1, rarest], xRange(space));
  const wide = slowest / fastest > 30;
  const y = wide
    ? scaleLog(logDomain(fastest, slowest), yRange(space))
    : scaleLinear([0, slowest], yRange(space)).nice();
  const yTicks = wide ? logTicks(y) : y.ticks(6);
  const xTicks = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999].filter((p) => 1 / (1 - p) <= rarest * 1.001);
  return svg(says, space, [
    yAxis(
      space,
      yTicks.map((value) => ({ at: y(value), label: duration(value) })),
      "",
    ),
    xAxis(
      space,
      xTicks.map((p) => ({ at: x(1 / (1 - p)), label: p === 0 ? "fastest" : percentileName(p) })),
      "percentile, each mark rarer than the one before",
    ),
    ...drawn
      .filter((curve) => curve.band)
      .map((curve) => {
        const shape = area<Point>()
          .defined((point) => point.band !== undefined)
          .x((point) => x(point.oneIn))
          .y0((point) => y(Math.max(wide ? fastest : 0, point.band?.[0] ?? 0)))
          .y1((point) => y(point.band?.[1] ?? 0));
        return path(shape(curve.points), `band ${curve.tone}`);
      }),
    ...drawn.map((curve) =>
      path(
        line<Point>()
          .x((point) => x(point.oneIn))
          .y((point) => y(point.ms))(curve.points),
        `line ${curve.tone}`,
      ),
    ),
    endLabels(
      drawn.map((curve) => {
        const last = curve.points.at(-1);
        return {
          x: Math.min(x(last?.oneIn ?? 1), width - space.right),
          y: y(last?.ms ?? 1),
          text: curve.name,
          tone: curve.tone,
        };
      }),
    ),
  ]);
};
