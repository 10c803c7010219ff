import { type Drift, driftBetween } from "../drift.ts";
import { html } from "../html.ts";
import { count, plural } from "../numbers.ts";
import { badge, table } from "./parts.ts";
import type { Section } from "./section.ts";

const most = 200;

const statuses = {
  breaking: { tone: "bad", sign: "✗", word: "breaking" },
  compatible: { tone: "none", sign: "–", word: "compatible" },
} as const;

/** How the API looks different from the previous run, whether or not a rule speaks of it. */
export const drift: Section = {
  id: "drift",
  title: "Drift",
  render: ({ run, previous }) => {
    if (previous === undefined || run.behaviour === undefined || previous.behaviour === undefined) return undefined;
    const all = driftBetween(previous.behaviour, run.behaviour);
    if (all.length === 0)
      return html`<p class="calm"><span class="good" aria-hidden="true">✓</span> Statuses, headers, fields, values and error texts look as they did in the previous run.</p>`;
    const breaking = all.filter((one) => one.kind === "breaking").length;
    return html`<p>${plural(all.length, "difference")} from the previous run, ${breaking === 0 ? "none of them breaking" : `${count(breaking)} of them breaking`}.</p>${table(
      "Differences from the previous run",
      [
        { head: "Where", cell: (one: Drift) => html`${one.operation} ${one.status}` },
        { head: "Kind", cell: (one) => badge(statuses[one.kind]) },
        { head: "What changed", cell: (one) => one.says },
      ],
      all.slice(0, most),
    )}${all.length > most && html`<p>and ${all.length - most} more</p>`}`;
  },
};
