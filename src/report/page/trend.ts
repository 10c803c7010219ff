import { leastRuns } from "../change-points.ts";
import { legend } from "../charts/plot.ts";
import { trendChart } from "../charts/trend.ts";
import { count, duration, plural } from "../numbers.ts";
import { type Trend, type TrendPoint, trendOf } from "../trend.ts";
import { figure, table } from "./parts.ts";
import type { Section } from "./section.ts";

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
