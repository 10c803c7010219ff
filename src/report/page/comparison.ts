import { changeName, changesOf } from "../changes.ts";
import { differencesChart } from "../charts/differences.ts";
import { type Comparison, type PercentileChange, slowerIn } from "../compare.ts";
import { type Html, html } from "../html.ts";
import { duration, percent, plural, signedDuration } from "../numbers.ts";
import { capital, type Status, slowerStatus, verdictStatus } from "../status.ts";
import { badge, figure, table } from "./parts.ts";
import type { Section } from "./section.ts";

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
      beside ? " Time to accept (grey) has our own queue and pace in it: it is shown, and decides nothing." : ""
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
