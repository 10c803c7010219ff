import { specOperations } from "../contract/document.ts";
import type { CoverageRow } from "../contract/run.ts";

/** One thing an operation documents, or that a run saw beyond it. */
export interface CoverageItem {
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
export const coverageOf = (rows: readonly CoverageRow[]): readonly CoverageItem[] => {
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
