import { specOperations } from "../../contract/document.ts";
import type { CoverageRow, HardInputs, PropertyAccount } from "../../contract/run.ts";
import { type Html, html } from "../html.ts";
import { count, percent, plural } from "../text.ts";
import { fold, type Section, table } from "./parts.ts";

/** One thing an operation documents, or that a run saw beyond it. */
interface CoverageItem {
  readonly operation: string;
  readonly kind: "status" | "header" | "parameter";
  /** Of statuses and headers. */
  readonly status?: number;
  /** Of headers and parameters. */
  readonly name?: string;
  readonly documented: boolean;
  /** A run can bring it about: a status of the gateway, and a header that need not be there, are no gap of ours. */
  readonly due: boolean;
  readonly times: number;
}

type Named = Omit<CoverageItem, "times">;

const keyOf = ({ operation, kind, status, name }: Pick<CoverageItem, "operation" | "kind" | "status" | "name">) =>
  `${operation} ${kind} ${status ?? ""} ${name?.toLowerCase() ?? ""}`;

const byTheGateway = (status: number): boolean => status >= 500 || status === 304;

/** @param exercised operations the run says something of; of other resources than users no others are due */
function* documentedItems(exercised: ReadonlySet<string>): Generator<Named> {
  for (const { id: operation, resource, responses, parameters } of specOperations.values()) {
    if (resource !== "users" && !exercised.has(operation)) continue;
    for (const { status, headers } of responses.values()) {
      const due = !byTheGateway(status);
      yield { operation, kind: "status", status, documented: true, due };
      for (const { name, required } of headers)
        yield { operation, kind: "header", status, name, documented: true, due: due && required };
    }
    for (const { name } of parameters) yield { operation, kind: "parameter", name, documented: true, due: true };
  }
}

/** Reads "status 200", "status 200, header ETag" and "parameter page"; anything else is not shown. */
const read = ({ operation, item }: CoverageRow): Named | undefined => {
  const match = /^(?:status (\d{3})(?:, header (.+))?|parameter (.+))$/s.exec(item);
  if (match === null) return undefined;
  const [, status, header, parameter] = match;
  const base = { operation, documented: false, due: false };
  if (parameter !== undefined) return { ...base, kind: "parameter", name: parameter };
  const known = { ...base, status: Number(status) };
  return header === undefined ? { ...known, kind: "status" } : { ...known, kind: "header", name: header };
};

/** A hostile server can send names without end. */
const mostUndocumented = 100;

/** What the specification documents and what the run saw, each with the number of times it was seen. */
const coverageOf = (rows: readonly CoverageRow[]): readonly CoverageItem[] => {
  const items = new Map<string, CoverageItem>();
  for (const item of documentedItems(new Set(rows.map(({ operation }) => operation))))
    items.set(keyOf(item), { ...item, times: 0 });
  let more = 0;
  for (const row of rows) {
    const item = read(row);
    if (item === undefined) continue;
    const known = items.get(keyOf(item));
    if (known === undefined && (row.times === 0 || more++ >= mostUndocumented)) continue;
    items.set(keyOf(item), { ...(known ?? item), times: (known?.times ?? 0) + row.times });
  }
  return [...items.values()];
};

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

/** Where the requests went: what each property was given and what it found with it. */
export const budget: Section = {
  id: "budget",
  title: "Budget",
  render: ({ run: { contract } }) => {
    if (contract === undefined || contract.properties.length === 0) return undefined;
    const { properties } = contract;
    const most = Math.max(1, ...properties.map((property) => Math.max(property.planned, property.sent)));
    const bar = ({ planned, sent }: PropertyAccount) =>
      html`<svg class="bar" viewBox="0 0 200 12" aria-hidden="true"><rect class="track" width="${(200 * planned) / most}" height="12" rx="2"/><rect class="fill accepted" width="${(200 * sent) / most}" height="12" rx="2"/></svg>`;
    const beyond = contract.beyondBudget ?? 0;
    const spent = contract.requests - beyond;
    const top = properties.toSorted((a, b) => b.sent - a.sent)[0];
    return html`<p>${count(spent)} of ${plural(contract.budget, "budgeted request")} were sent (${percent(spent / Math.max(1, contract.budget))})${
      beyond > 0 && `, and ${count(beyond)} beyond them to shorten findings, which costs the simulator nothing`
    }${
      top !== undefined &&
      top.sent > 0 &&
      html`, the largest share by <em>${top.id}</em> (${percent(top.sent / Math.max(1, contract.requests))})`
    }. It made ${plural(contract.records.created, "record")} and deleted ${count(contract.records.deleted)}${
      contract.records.left.length > 0 &&
      html`; left behind: ${contract.records.left.slice(0, 20).join(", ")}${contract.records.left.length > 20 && " …"}`
    }.</p>${fold(
      `Requests by property (${properties.length})`,
      false,
      table(
        "Requests by property",
        [
          {
            head: "Property",
            cell: (property: PropertyAccount) =>
              html`${property.sentence}<br><code class="dim">${property.id}</code>${property.reason !== undefined && html`<br><span class="dim">${property.reason}</span>`}`,
          },
          { head: "Sent of planned", cell: bar },
          { head: "Sent", figure: true, cell: (property) => count(property.sent) },
          { head: "Planned", figure: true, cell: (property) => count(property.planned) },
          { head: "Cases", figure: true, cell: (property) => count(property.cases) },
          { head: "Evaluations", figure: true, cell: (property) => count(property.evaluations) },
          {
            head: "Findings",
            figure: true,
            cell: (property) => (property.findings === 0 ? "–" : count(property.findings)),
          },
        ],
        properties,
      ),
    )}`;
  },
};
