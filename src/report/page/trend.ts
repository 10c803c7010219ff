import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { endLabels, frame, legend, path, svg, width, xAxis, xRange, yAxis, yRange } from "../charts/plot.ts";
import { type Html, html } from "../html.ts";
import { count, duration, plural } from "../text.ts";
import { leastRuns, type Trend, type TrendPoint, trendOf } from "../trend.ts";
import { figure, type Section, table } from "./parts.ts";

const signs = { good: "✓", bad: "✗", unsure: "!" } as const;

/** Median and p95 from run to run, where they changed level, and how each run ended. */
const trendChart = (says: string, { points, changes }: Trend): Html => {
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

const says = ({ points, changes, scenario }: Trend): string => {
  const bad = points.filter((point) => point.outcome === "bad").length;
  const first = `${bad === 0 ? "None" : count(bad)} of the last ${plural(points.length, "run")} found something broken`;
  if (scenario === undefined) return `${first}.`;
  const at = changes.at(-1);
  const point = at === undefined ? undefined : points[at];
  if (points.length < leastRuns) return `${first}; whether ${scenario} kept its level takes ${leastRuns} runs to say.`;
  if (at === undefined || point === undefined) return `${first}; the median of ${scenario} kept its level.`;
  const middle = (part: readonly TrendPoint[]) => {
    const values = part.flatMap(({ p50Ms }) => p50Ms ?? []).sort((a, b) => a - b);
    return values[values.length >> 1];
  };
  const from = middle(points.slice(changes.at(-2) ?? 0, at));
  const to = middle(points.slice(at));
  const step = from === undefined || to === undefined ? "" : ` from about ${duration(from)} to ${duration(to)}`;
  return `${first}; the median of ${scenario} moved to another level${step} on ${point.startedAt.slice(0, 10)}.`;
};

/** The last thirty runs. */
export const trend: Section = {
  id: "trend",
  title: "Trend",
  render: ({ run, history = [] }) => {
    if (history.length === 0) return undefined;
    const all = trendOf(run, history);
    const text = says(all);
    const shown = (ms: number | undefined) => (ms === undefined ? "–" : duration(ms));
    return figure({
      level: 3,
      title: `The last ${plural(all.points.length, "run")}`,
      says: text,
      doubt:
        all.points.length < leastRuns ? `A change of level is only looked for from ${leastRuns} runs on.` : undefined,
      picture: trendChart(text, all),
      legend: legend([
        { tone: "line accepted", name: `p50 of ${all.scenario ?? "accepted answers"}`, kind: "line" },
        { tone: "line waited", name: "p95", kind: "line" },
        ...(all.changes.length > 0 ? [{ tone: "change", name: "a new level begins", kind: "line" as const }] : []),
      ]),
      data: table(
        "Trend",
        [
          { head: "Run", cell: (point: TrendPoint) => point.id },
          { head: "p50", figure: true, cell: (point) => shown(point.p50Ms) },
          { head: "p95", figure: true, cell: (point) => shown(point.p95Ms) },
          { head: "Rules exercised", figure: true, cell: (point) => count(point.exercised) },
          { head: "Violated", figure: true, cell: (point) => (point.violated === 0 ? "–" : count(point.violated)) },
          { head: "New level", cell: (point) => (all.changes.includes(all.points.indexOf(point)) ? "from here" : "") },
        ],
        all.points,
      ),
    });
  },
};
