import { scaleLinear } from "d3-scale";
import { changeName, changesOf } from "../changes.ts";
import { frame, svg, width, xAxis, xRange } from "../charts/plot.ts";
import { type Comparison, type PercentileChange, slowerIn } from "../compare.ts";
import type { Drift } from "../drift.ts";
import { type Html, html } from "../html.ts";
import { capital, type Status, slowerStatus, verdictStatus } from "../status.ts";
import { count, digits, duration, percent, plural, signedDuration } from "../text.ts";
import { badge, figure, type Section, table } from "./parts.ts";

const rowHeight = 26;

/** About the width of a letter of a label, in user units. */
const letter = 7.4;

/**
 * Each difference with its interval, as a share of the earlier value; the shaded middle is within tolerance. What lies
 * beyond the edge is an arrow there: one figure that rose twentyfold must not make all others a point.
 */
const differencesChart = (says: string, changes: readonly PercentileChange[], tolerance: number): Html => {
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
      return html`<g><text class="label" x="${space.left - 12}" y="${y + 4}" text-anchor="end">${changeName(change)}</text><line class="whisker ${tone}" x1="${start}" x2="${end}" y1="${y}" y2="${y}"/>${mark}<text class="end ${tone}" x="${width - space.right + 10}" y="${y + 4}">${change.share > 0 ? "+" : ""}${digits(change.share * 100)} %</text></g>`;
    }),
    xAxis(
      space,
      ticks.map((value) => ({ at: x(value), label: `${value > 0 ? "+" : ""}${Math.round(value * 100)} %` })),
      "quicker than before ← → slower than before",
    ),
  ]);
};

const changeStatus = ({ verdict, decides }: PercentileChange): Status => {
  if (verdict === "no clear change") return { tone: "none", sign: "–", word: verdict };
  if (!decides) return { tone: "none", sign: verdict === "slower" ? "↑" : "↓", word: verdict };
  return verdict === "slower" ? slowerStatus : { tone: "good", sign: "↓", word: verdict };
};

const says = ({ latency, ...rest }: Comparison): string => {
  const deciding = latency.filter(({ decides }) => decides);
  const slower = slowerIn({ ...rest, latency }).length;
  const faster = deciding.filter(({ verdict }) => verdict === "faster").length;
  if (slower + faster === 0) return `None of ${plural(deciding.length, "service time")} changed clearly.`;
  return `Of ${plural(deciding.length, "service time")} ${slower} became slower and ${faster} faster, beyond chance and tolerance.`;
};

const ruleList = ({ rules }: Comparison): Html | undefined =>
  rules.length === 0
    ? undefined
    : table(
        "Rules whose verdict changed",
        [
          {
            head: "Rule",
            cell: (change: (typeof rules)[number]) =>
              html`${change.sentence}<br><code class="dim">${change.rule}</code>`,
          },
          { head: "Before", cell: (change) => badge(verdictStatus[change.before]) },
          { head: "Now", cell: (change) => badge(verdictStatus[change.after]) },
        ],
        rules,
      );

const differences = (comparison: Comparison): Html | undefined => {
  const { latency, confidence, tolerance } = comparison;
  if (latency.length === 0) return undefined;
  const text = says(comparison);
  const beside = latency.some(({ decides }) => !decides);
  const ordered = latency.toSorted((a, b) => Number(b.decides) - Number(a.decides));
  return figure({
    title: "Latency differences",
    says: text,
    doubt:
      slowerIn(comparison).length > 0 && comparison.busier === undefined
        ? "An interval knows of chance within the two runs, not of what else their machines had to do."
        : undefined,
    note: `Dots are differences, lines their intervals. The intervals hold together at ${percent(1 - (1 - confidence) * latency.length)}; within ${percent(tolerance.share)} (shaded) or ${duration(tolerance.ms)} a difference is not called one.${
      beside
        ? " What is grey is shown and decides nothing: time to accept has our own queue and pace in it, and answers of one burst, or few of them, change by chance."
        : ""
    }`,
    picture: differencesChart(text, ordered, tolerance.share),
    data: table(
      "Latency differences",
      [
        { head: "Figure", cell: (change: PercentileChange) => changeName(change) },
        { head: "Before", figure: true, cell: (change) => duration(change.beforeMs) },
        { head: "Now", figure: true, cell: (change) => duration(change.afterMs) },
        { head: "Difference", figure: true, cell: (change) => signedDuration(change.differenceMs) },
        {
          head: "Interval",
          figure: true,
          cell: (change) => `${signedDuration(change.interval[0])} to ${signedDuration(change.interval[1])}`,
        },
        { head: "Verdict", cell: (change) => badge(changeStatus(change)) },
      ],
      ordered,
    ),
  });
};

const doubts = (lines: readonly string[]): readonly Html[] =>
  lines.map((line) => html`<p class="doubt"><span aria-hidden="true">!</span> ${capital(line)}.</p>`);

/** One comparison: whether it can be made, latency differences with their intervals, rules whose verdict changed. */
const comparisonView = (title: string, comparison: Comparison): Html => {
  const { latency, rules, apart, latencyApart, notes, busier } = comparison;
  const head = html`<h3>${title}</h3><p class="dim">${comparison.before}</p>`;
  if (apart.length > 0) return html`${head}<p>The two runs cannot be compared.</p>${doubts(apart)}`;
  return html`${head}${
    latencyApart.length > 0 && html`<p>Their latencies cannot be compared.</p>`
  }${doubts([...latencyApart, ...(busier === undefined ? [] : [busier]), ...notes])}${
    latency.length === 0 && latencyApart.length === 0 && html`<p>They share no latency figure.</p>`
  }${differences(comparison)}${rules.length === 0 ? html`<p>No rule changed its verdict.</p>` : ruleList(comparison)}`;
};

/** What changed since the previous run, and since a baseline. */
export const comparison: Section = {
  id: "comparison",
  title: "Compared",
  render: (input) => {
    const { compared } = changesOf(input);
    if (compared.length === 0) return undefined;
    return html`${compared.map((one) => comparisonView(`With ${one.against}`, one.comparison))}`;
  },
};

const most = 200;

const statuses = {
  breaking: { tone: "bad", sign: "✗", word: "breaking" },
  compatible: { tone: "none", sign: "–", word: "compatible" },
  rare: { tone: "none", sign: "–", word: "too rare" },
} as const;

const listed = (caption: string, all: readonly Drift[]): Html =>
  html`${table(
    caption,
    [
      { head: "Where", cell: (one: Drift) => html`${one.operation} ${one.status}` },
      { head: "Kind", cell: (one) => badge(statuses[one.kind]) },
      { head: "What changed", cell: (one) => one.says },
    ],
    all.slice(0, most),
  )}${all.length > most && html`<p>and ${all.length - most} more</p>`}`;

/** How the API differs from the previous run, whether or not a rule covers it. */
export const drift: Section = {
  id: "drift",
  title: "Drift",
  render: (input) => {
    const { drift: all } = changesOf(input);
    if (all === undefined) return undefined;
    const rare = all.filter(({ kind }) => kind === "rare");
    const changed = all.filter(({ kind }) => kind !== "rare");
    const breaking = changed.filter(({ kind }) => kind === "breaking").length;
    return html`${
      changed.length === 0
        ? html`<p class="calm"><span class="good" aria-hidden="true">✓</span> Statuses, headers, fields, values and error texts are those of the previous run.</p>`
        : html`<p>${plural(changed.length, "difference")} from the previous run, ${breaking === 0 ? "none of them breaking" : `${count(breaking)} of them breaking`}.</p>${listed("Differences from the previous run", changed)}`
    }${
      rare.length > 0 &&
      html`<details><summary>${plural(rare.length, "more thing")} seen too rarely to separate a change from chance</summary>${listed("Seen too rarely", rare)}</details>`
    }`;
  },
};
