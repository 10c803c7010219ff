import { changesOf } from "../changes.ts";
import type { Drift } from "../drift.ts";
import { type Html, html } from "../html.ts";
import { count, plural } from "../numbers.ts";
import { badge, type Section, table } from "./parts.ts";

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
