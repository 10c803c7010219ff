import { factText } from "../../contract/verdict.ts";
import type { ReportInput } from "../format.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import type { Status } from "../status.ts";

/** One part of the page. One file each; the list in page.ts is their order. */
export interface Section {
  /** Also the fragment that links to it. */
  readonly id: string;
  readonly title: string;
  /** Undefined: the run has no data for it, so the page leaves it out. */
  readonly render: (input: ReportInput) => Html | undefined;
}

/** A status as sign, word and colour, so that none of them carries it alone. */
export const badge = ({ tone, sign, word }: Status): Html =>
  html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;

interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => HtmlValue;
  /** Figures stand to the right, in tabular numerals. */
  readonly figure?: true;
}

/** Larger tables may be scrolled; a stop for the keyboard on each of the others would only be in the way. */
const fitting = { columns: 4, rows: 10 } as const;

/** A table; the first column heads its row. Wide ones scroll sideways, also by keyboard. */
export const table = <Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  {
    stacked = false,
  }: { /** On a narrow screen each row's head stands above its cells. */ readonly stacked?: boolean } = {},
): Html =>
  html`<div class="scroll${stacked && " stacked"}" role="group"${(columns.length > fitting.columns || rows.length > fitting.rows) && html` tabindex="0"`} aria-label="${caption}"><table><caption class="unseen">${caption}</caption><thead><tr>${columns.map(
    (column) => html`<th scope="col"${column.figure && html` class="figure"`}>${column.head}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr>${columns.map((column, index) =>
        index === 0
          ? html`<th scope="row">${column.cell(row)}</th>`
          : html`<td${column.figure && html` class="figure"`}>${column.cell(row)}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;

interface Figure {
  readonly title: string;
  /** Level of its heading: 3 where nothing stands between it and the section's own. Default 4. */
  readonly level?: 3 | 4;
  /** What the picture means, one sentence; it is also what a screen reader hears in its place. */
  readonly says: string;
  /** Why to doubt it, where there is reason. */
  readonly doubt?: string | undefined;
  /** How to read it, where that is not plain. */
  readonly note?: string | undefined;
  readonly picture: Html;
  readonly legend?: Html | undefined;
  /** The same data in words and figures. */
  readonly data: Html;
}

/** A picture, its one sentence, its doubt, and the table behind it. */
export const figure = ({ title, level = 4, says, doubt, note, picture, legend, data }: Figure): Html =>
  html`<figure><figcaption>${level === 3 ? html`<h3>${title}</h3>` : html`<h4>${title}</h4>`}<p>${says}</p>${
    doubt !== undefined && html`<p class="doubt"><span aria-hidden="true">!</span> ${doubt}</p>`
  }${note !== undefined && html`<p class="dim">${note}</p>`}</figcaption>${legend}<div class="picture">${picture}</div><details><summary>Data</summary>${data}</details></figure>`;

/** Code to copy, as text. It wraps, so it never scrolls. */
export const code = (text: string): Html => html`<pre><code>${text}</code></pre>`;

/** What holds is folded away, what does not stands open: a reader comes for the latter. */
export const fold = (summary: string, open: boolean, body: Html): Html =>
  html`<details${open && html` open`}><summary>${summary}</summary>${body}</details>`;

/** Sources, each a link to what it says further down the page; an RFC, and what an older run cited, has nothing there. */
export const cited = (sources: readonly string[]): Html =>
  html`${sources.map((source, i) => html`${i > 0 && ", "}${factText(source) === undefined ? source : html`<a href="#${factId(source)}">${source}</a>`}`)}`;

/** The fragment of an entry: as in docs/facts.md. */
export const factId = (source: string): string => source.toLowerCase().replaceAll(/[ .]/g, "-");

/** Name and value pairs. */
export const facts = (pairs: readonly (readonly [string, HtmlValue])[]): Html =>
  html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
