import { changeName, differencesChart } from "../charts/differences.ts";
import { type Comparison, compare, type PercentileChange } from "../compare.ts";
import { type Html, html } from "../html.ts";
import { duration, percent, plural } from "../numbers.ts";
import { type Status, verdictStatus } from "../status.ts";
import { badge, figure, table } from "./parts.ts";
import type { Section } from "./section.ts";

const changeStatus: Readonly<Record<PercentileChange["verdict"], Status>> = {
  slower: { tone: "bad", sign: "↑", word: "slower" },
  faster: { tone: "good", sign: "↓", word: "faster" },
  "no clear change": { tone: "none", sign: "–", word: "no clear change" },
};

const signed = (ms: number): string => `${ms > 0 ? "+" : ms < 0 ? "−" : ""}${duration(Math.abs(ms))}`;

const says = ({ latency }: Comparison): string => {
  const number = (verdict: PercentileChange["verdict"]) =>
    latency.filter((change) => change.verdict === verdict).length;
  if (number("slower") + number("faster") === 0) return `None of ${plural(latency.length, "figure")} changed clearly.`;
  return `Of ${plural(latency.length, "figure")} ${number("slower")} became slower and ${number("faster")} faster, beyond chance and tolerance.`;
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

/** One comparison: latency differences with their intervals, then rules whose verdict changed. */
export const comparisonView = (title: string, comparison: Comparison): Html => {
  const { latency, rules, confidence, tolerance } = comparison;
  const text = says(comparison);
  const head = html`<h3>${title}</h3><p class="dim">${comparison.before}</p>`;
  if (latency.length === 0 && rules.length === 0)
    return html`${head}<p>No rule changed its verdict, and the two runs share no latency figure that can be compared.</p>`;
  return html`${head}${
    latency.length > 0 &&
    figure({
      title: "Latency differences",
      says: text,
      note: `Dots are differences, lines their intervals. The intervals hold together at ${percent(1 - (1 - confidence) * latency.length)}; within ${percent(tolerance.share)} or ${duration(tolerance.ms)} (shaded) a difference is not called one.`,
      picture: differencesChart(text, latency, tolerance.share),
      data: table(
        "Latency differences",
        [
          { head: "Figure", cell: (change: PercentileChange) => changeName(change) },
          { head: "Before", figure: true, cell: (change) => duration(change.beforeMs) },
          { head: "Now", figure: true, cell: (change) => duration(change.afterMs) },
          { head: "Difference", figure: true, cell: (change) => signed(change.differenceMs) },
          {
            head: "Interval",
            figure: true,
            cell: (change) => `${signed(change.interval[0])} to ${signed(change.interval[1])}`,
          },
          { head: "Verdict", cell: (change) => badge(changeStatus[change.verdict]) },
        ],
        latency,
      ),
    })
  }${rules.length === 0 ? html`<p>No rule changed its verdict.</p>` : ruleList(comparison)}`;
};

/** What changed since the previous run, and since a baseline. */
export const comparison: Section = {
  id: "comparison",
  title: "Compared",
  render: ({ run, previous, baseline }) => {
    if (previous === undefined && baseline === undefined) return undefined;
    return html`${previous !== undefined && comparisonView("With the previous run", compare(previous, run))}${
      baseline !== undefined &&
      baseline.id !== previous?.id &&
      comparisonView("With the baseline", compare(baseline, run))
    }`;
  },
};
