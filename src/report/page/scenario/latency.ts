import { scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import type { LatencySummary, ScenarioRecord } from "../../../contract/run.ts";
import {
  endLabels,
  frame,
  legend,
  logDomain,
  logTicks,
  path,
  svg,
  width,
  xAxis,
  xRange,
  yAxis,
  yRange,
} from "../../charts/plot.ts";
import { type Buckets, byStream, overall, quantileInterval, ranksOf, sameKind } from "../../histogram.ts";
import { type Html, html } from "../../html.ts";
import { count, duration, percentileName } from "../../text.ts";
import { figure, table } from "../parts.ts";

interface Curve {
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
const percentileCurve = (says: string, curves: readonly Curve[]): Html => {
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

const tones = { accepted: "accepted", "time to accept": "waited", refused: "refused", connection: "other" } as const;

const at = (summary: LatencySummary, p: number) => summary.percentiles.find((percentile) => percentile.p === p);

const says = (summaries: readonly LatencySummary[]): string => {
  const main = summaries.find((summary) => summary.name === "accepted") ?? summaries[0];
  if (main === undefined) return "";
  const half = at(main, 0.5);
  const most = at(main, 0.95);
  const start =
    half === undefined
      ? `${count(main.samples)} accepted answers, the slowest in ${duration(main.maxMs)}`
      : `Half of the accepted answers came within ${duration(half.ms)}${most === undefined ? "" : `, 95 in 100 within ${duration(most.ms)}`}`;
  return `${start}; the curve stops at one in ${count(main.samples)}, where the samples end.`;
};

const doubt = (summaries: readonly LatencySummary[]): string | undefined => {
  const main = summaries.find((summary) => summary.name === "accepted");
  if (main === undefined) return "No answer was accepted, so there is no service time.";
  const weak = main.refused[0];
  if (weak === undefined) return undefined;
  return `${count(main.samples)} samples cannot speak for ${percentileName(weak.p)} and beyond: that takes ${count(weak.needs)}.`;
};

interface Row {
  readonly summary: LatencySummary;
  readonly before: LatencySummary | undefined;
}

const cellOf = (summary: LatencySummary, p: number): Html | string => {
  const found = at(summary, p);
  if (found === undefined) return "–";
  return found.interval === undefined
    ? duration(found.ms)
    : html`${duration(found.ms)}<br><span class="dim">${duration(found.interval[0])} to ${duration(found.interval[1])}</span>`;
};

/** Service time, time to accept and refusals by percentile; the previous run dashed behind them. */
export const latency = (scenario: ScenarioRecord, previous: ScenarioRecord | undefined): Html | undefined => {
  const summaries = overall(scenario);
  // One sample is no curve; it stands in the table.
  const drawn = summaries.filter(({ samples }) => samples > 1);
  if (summaries.length === 0) return undefined;
  const before = overall(previous).find((summary) => summary.name === "accepted");
  const curves = drawn.map(
    (summary): Curve => ({
      name: summary.name,
      tone: tones[summary.name],
      buckets: summary.buckets,
      band: summary.name === "accepted",
    }),
  );
  if (before !== undefined) curves.unshift({ name: "previous run", tone: "before", buckets: before.buckets });
  const text = says(summaries);
  const rows: Row[] = [...summaries, ...byStream(scenario)].map((summary) => ({
    summary,
    before: previous?.latency.find((other) => sameKind(other, summary)),
  }));
  const wanted = [0.5, 0.9, 0.95, 0.99, 0.999];
  return figure({
    title: "Latency by percentile",
    says: text,
    note: doubt(summaries),
    picture: percentileCurve(text, curves),
    legend: legend([
      ...drawn.map((summary) => ({
        tone: `line ${tones[summary.name]}`,
        name: summary.name,
        kind: "line" as const,
      })),
      { tone: "band accepted", name: "95 % band", kind: "fill" },
      ...(before === undefined ? [] : [{ tone: "line before", name: "previous run, accepted", kind: "line" as const }]),
    ]),
    data: table(
      "Latency by percentile, with 95 % intervals",
      [
        { head: "Answers", cell: ({ summary }: Row) => [summary.name, summary.stream].filter(Boolean).join(" · ") },
        { head: "Samples", figure: true, cell: ({ summary }) => count(summary.samples) },
        ...wanted.map((p) => ({
          head: percentileName(p),
          figure: true as const,
          cell: ({ summary }: Row) => cellOf(summary, p),
        })),
        { head: "max", figure: true, cell: ({ summary }) => duration(summary.maxMs) },
        {
          head: "p50 before",
          figure: true,
          cell: ({ before: other }) => (other === undefined ? "–" : cellOf(other, 0.5)),
        },
      ],
      rows,
    ),
  });
};
