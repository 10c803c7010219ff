import { specOperations } from "../../contract/document.ts";
import type { CoverageRow } from "../../contract/run.ts";
import { type Html, html } from "../html.ts";
import { count, percent, plural } from "../numbers.ts";
import type { Section } from "./section.ts";

/** What an operation documents, written as coverage items are. */
const documented: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [...specOperations.values()].map((operation) => [
    operation.id,
    new Set([
      ...[...operation.responses.keys()].map((status) => `status ${status}`),
      ...[...operation.responses.values()].flatMap((response) => response.headers.map(({ name }) => `header ${name}`)),
      ...operation.parameters.map(({ name }) => `parameter ${name}`),
    ]),
  ]),
);

/** What a run could have brought about: a status of the edge and a header that need not be there are no gap of ours. */
const due: ReadonlySet<string> = new Set(
  [...specOperations.values()].flatMap((operation) => [
    ...[...operation.responses.values()].flatMap((response) => [
      ...(response.status < 500 && response.status !== 304 ? [`${operation.id} status ${response.status}`] : []),
      ...response.headers.filter(({ required }) => required).map(({ name }) => `${operation.id} header ${name}`),
    ]),
    ...operation.parameters.map(({ name }) => `${operation.id} parameter ${name}`),
  ]),
);

type Kind = "status" | "header" | "parameter";

interface Matrix {
  readonly items: readonly string[];
  readonly times: (operation: string, item: string) => number | undefined;
}

const operations = [...documented.keys()];

const matrixOf = (kind: Kind, rows: readonly CoverageRow[]): Matrix => {
  // Header names are compared without regard to case, as HTTP does; the spec's spelling is shown.
  const key = (operation: string, item: string) => `${operation} ${item.toLowerCase()}`;
  const seen = new Map<string, number>();
  const items = new Map<string, string>();
  for (const [, all] of documented)
    for (const item of all) if (item.startsWith(`${kind} `)) items.set(item.toLowerCase(), item);
  for (const { operation, item, times } of rows) {
    if (!item.startsWith(`${kind} `)) continue;
    seen.set(key(operation, item), (seen.get(key(operation, item)) ?? 0) + times);
    if (!items.has(item.toLowerCase()) && items.size < 80) items.set(item.toLowerCase(), item);
  }
  return {
    items: [...items.values()].sort((a, b) => (kind === "status" ? a.localeCompare(b) : 0)),
    times: (operation, item) =>
      seen.get(key(operation, item)) ?? (documented.get(operation)?.has(item) ? 0 : undefined),
  };
};

const shade = (times: number): number => (times >= 100 ? 4 : times >= 30 ? 3 : times >= 10 ? 2 : 1);

const cell = (times: number | undefined, isDue: boolean): Html =>
  times === undefined
    ? html`<td class="blank"></td>`
    : times === 0
      ? html`<td class="gap${isDue && " due"}">0</td>`
      : html`<td class="hit hit${shade(times)}">${count(times)}</td>`;

const grid = (kind: Kind, caption: string, { items, times }: Matrix): Html => {
  const heads = kind === "status" ? items : operations;
  const rows = kind === "status" ? operations : items;
  const shown = (item: string) => item.slice(item.indexOf(" ") + 1);
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}"><table class="matrix"><caption>${caption}</caption><thead><tr><td></td>${heads.map(
    (head) => html`<th scope="col">${kind === "status" ? shown(head) : head}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${kind === "status" ? row : shown(row)}</th>${heads.map((head) =>
        kind === "status"
          ? cell(times(row, head), due.has(`${row} ${head}`))
          : cell(times(head, row), due.has(`${head} ${row}`)),
      )}</tr>`,
  )}</tbody></table></div>`;
};

/** Operation by status, header and parameter: what the run saw of what the specification documents. */
export const coverage: Section = {
  id: "coverage",
  title: "Coverage",
  render: ({ run }) => {
    const rows = run.contract?.coverage ?? [];
    if (rows.length === 0) return undefined;
    const matrices = (["status", "header", "parameter"] as const).map((kind) => ({
      kind,
      matrix: matrixOf(kind, rows),
    }));
    let possible = 0;
    let seen = 0;
    for (const { matrix } of matrices)
      for (const item of matrix.items)
        for (const operation of operations) {
          if (!documented.get(operation)?.has(item)) continue;
          possible++;
          if ((matrix.times(operation, item) ?? 0) > 0) seen++;
        }
    const captions = {
      status: "Answers by status",
      header: "Answers that carried a header",
      parameter: "Requests that set a parameter",
    };
    return html`<p>The run saw ${percent(seen / Math.max(1, possible))} of what the specification documents: ${count(seen)} of ${plural(possible, "combination")} of an operation with a status, header or parameter. A zero was documented and never seen; the marked ones a run can bring about.</p>${matrices.map(
      ({ kind, matrix }) => grid(kind, captions[kind], matrix),
    )}`;
  },
};
