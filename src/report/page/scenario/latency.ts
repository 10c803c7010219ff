import type { LatencySummary, ScenarioRecord } from "../../../contract/run.ts";
import { type Curve, percentileCurve } from "../../charts/percentile-curve.ts";
import { legend } from "../../charts/plot.ts";
import { type Html, html } from "../../html.ts";
import { count, duration, percentileName } from "../../numbers.ts";
import { byStream, overall, sameKind } from "../../summaries.ts";
import { figure, table } from "../parts.ts";

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
