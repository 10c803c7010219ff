import type { HardInputs } from "../../contract/run.ts";
import { type CoverageItem, coverageOf } from "../coverage.ts";
import { type Html, html } from "../html.ts";
import { count, percent, plural } from "../numbers.ts";
import { fold, type Section, table } from "./parts.ts";

interface Cell {
  readonly times: number;
  readonly documented: boolean;
  readonly due: boolean;
}

/** Items that fall into one cell, added up. */
const merge = (items: readonly CoverageItem[]): Cell | undefined =>
  items.length === 0
    ? undefined
    : {
        times: items.reduce((sum, item) => sum + item.times, 0),
        documented: items.some((item) => item.documented),
        due: items.some((item) => item.due),
      };

const shade = (times: number): number => (times >= 100 ? 4 : times >= 30 ? 3 : times >= 10 ? 2 : 1);

const cellView = (cell: Cell | undefined): Html => {
  if (cell === undefined) return html`<td></td>`;
  if (cell.times === 0) return html`<td class="gap${cell.due && " due"}">0</td>`;
  return html`<td class="hit hit${shade(cell.times)}">${count(cell.times)}</td>`;
};

interface Grid {
  readonly caption: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly at: (row: string, column: string) => Cell | undefined;
}

const gridView = ({ caption, rows, columns, at }: Grid): Html =>
  html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}"><table class="matrix"><caption>${caption}</caption><thead><tr><td></td>${columns.map(
    (column) => html`<th scope="col">${column}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr><th scope="row">${row}</th>${columns.map((column) => cellView(at(row, column)))}</tr>`,
  )}</tbody></table></div>`;

const distinct = (values: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** Rows and columns by two properties of the items; items that share both are added up. */
const gridOf = (
  caption: string,
  items: readonly CoverageItem[],
  row: (item: CoverageItem) => string | undefined,
  column: (item: CoverageItem) => string | undefined,
  sorted: { readonly columns?: true } = {},
): Grid => {
  const columns = distinct(items.map(column));
  return {
    caption,
    rows: distinct(items.map(row)),
    columns: sorted.columns ? columns.toSorted() : columns,
    at: (r, c) => merge(items.filter((item) => row(item) === r && column(item) === c)),
  };
};

const hardInputs = (hard: HardInputs | undefined): Html | undefined => {
  if (hard === undefined) return undefined;
  const rows = hard.places.map(({ place, values, tried, before }) => ({
    place,
    values,
    now: tried.length,
    all: new Set([...tried, ...before]).size,
  }));
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const [values, now, all] = [sum((row) => row.values), sum((row) => row.now), sum((row) => row.all)];
  return html`<p>Of ${plural(values, "hard value")} that applications have choked on, this run tried ${count(now)} (${percent(now / values)}), and with all saved runs of this target ${count(all)} (${percent(all / values)}) were tried.${
    hard.chosenBy === "history" && " What earlier runs had tried came last."
  }</p>${fold(
    "Hard values by position",
    false,
    table(
      "Hard values by position",
      [
        { head: "Position", cell: (row: (typeof rows)[number]) => row.place },
        { head: "Values", figure: true, cell: (row) => count(row.values) },
        { head: "This run", figure: true, cell: (row) => count(row.now) },
        { head: "All runs", figure: true, cell: (row) => count(row.all) },
      ],
      rows,
    ),
  )}`;
};

const byOperation = (item: CoverageItem) => item.operation;
const byStatus = (item: CoverageItem) => (item.status === undefined ? undefined : String(item.status));
const byName = (item: CoverageItem) => item.name;

const mostMissed = 12;

const nameOf = ({ operation, kind, status, name }: CoverageItem): string =>
  kind === "status"
    ? `${operation} ${status}`
    : kind === "parameter"
      ? `${operation} with ${name}`
      : `${name} on ${operation} ${status}`;

/** Operation by status, header and parameter: what the run saw of what the specification documents. */
export const coverage: Section = {
  id: "coverage",
  title: "Coverage",
  render: ({ run }) => {
    const rows = run.contract?.coverage ?? [];
    if (rows.length === 0) return undefined;
    const items = coverageOf(rows);
    const of = (kind: CoverageItem["kind"]) => items.filter((item) => item.kind === kind);
    const possible = items.filter((item) => item.documented);
    const seen = possible.filter((item) => item.times > 0);
    const headers = of("header");
    const missed = possible.filter((item) => item.due && item.times === 0);
    const open = (kind: CoverageItem["kind"]) => missed.some((item) => item.kind === kind);
    return html`<p>The run saw ${percent(seen.length / possible.length)} of what the specification documents: ${count(seen.length)} of ${plural(possible.length, "combination")} of an operation with a status, a header on it, or a parameter.${
      seen.length < possible.length && html` A zero was never seen; the marked ones a run can bring about.`
    }</p>${
      missed.length > 0 &&
      html`<p class="doubt"><span aria-hidden="true">!</span> Never seen, though a run can bring it about: ${missed
        .slice(0, mostMissed)
        .map(nameOf)
        .join("; ")}${missed.length > mostMissed && ` and ${count(missed.length - mostMissed)} more`}.</p>`
    }${gridView(gridOf("Answers by status", of("status"), byOperation, byStatus, { columns: true }))}${fold(
      "Headers and parameters",
      open("header") || open("parameter"),
      html`${gridView(gridOf("Answers that carried a header", headers, byName, byOperation))}${gridView(
        gridOf("Requests that set a parameter", of("parameter"), byName, byOperation),
      )}`,
    )}${fold(
      "Headers by status",
      false,
      html`${distinct(headers.map(byOperation)).map((operation) =>
        gridView(
          gridOf(
            operation,
            headers.filter((item) => item.operation === operation),
            byName,
            byStatus,
            { columns: true },
          ),
        ),
      )}`,
    )}${hardInputs(run.contract?.hardInputs)}`;
  },
};
