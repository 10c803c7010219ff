import { operationsThat, specOperations } from "../contract/document.ts";
import type { CoverageRow } from "../contract/run.ts";
import type { Rule, View } from "./rule.ts";

/** Lists of every resource, below a parent or not. */
export const listOperations = operationsThat(({ action }) => action === "list");
export const createOperations = operationsThat(({ action }) => action === "create");
export const readOperations = operationsThat(({ action }) => action === "get");
/** What names one record by its id. */
export const recordOperations = operationsThat(({ action }) => action !== "list" && action !== "create");
/** What shows content that has an ETag of its own. */
export const contentOperations = operationsThat(({ action }) => action !== "create" && action !== "delete");
/** Lists and creates below a parent. */
export const belowOperations = operationsThat(({ below }) => below !== undefined);

/** Statuses that were received, by operation. */
export type StatusesSeen = ReadonlyMap<string, ReadonlySet<number>>;

/** What never came up that a rule judges: a request of its operations, or an answer with its statuses; undefined: both did. */
export const neverSeen = ({ on, statuses }: Rule, seen: StatusesSeen): "request" | "answer" | undefined => {
  const received = (on ?? [...seen.keys()]).flatMap((id) => [...(seen.get(id) ?? [])]);
  if (received.length === 0) return "request";
  return statuses === undefined || received.some((status) => statuses.includes(status)) ? undefined : "answer";
};

/** Counts how often each operation's statuses, headers and parameters of the spec have been exercised. */
export interface Coverage {
  add(view: View): void;
  /** Every row of the users' operations, exercised or not, and of other resources' those of operations that were. */
  rows(): readonly CoverageRow[];
}

export const createCoverage = (): Coverage => {
  const counts = new Map<string, Map<string, number>>();
  for (const { id, responses, parameters } of specOperations.values()) {
    const items = new Map<string, number>();
    for (const { name } of parameters) items.set(`parameter ${name}`, 0);
    for (const [status, { headers }] of responses) {
      items.set(`status ${status}`, 0);
      for (const { name } of headers) items.set(`status ${status}, header ${name}`, 0);
    }
    counts.set(id, items);
  }
  const shown = new Set<string>(operationsThat(({ resource }) => resource === "users"));
  return {
    add: (view) => {
      const { operation, answer, sent } = view;
      if (operation !== undefined) shown.add(operation.id);
      const items = operation === undefined ? undefined : counts.get(operation.id);
      if (operation === undefined || items === undefined) return;
      const add = (item: string) => {
        const count = items.get(item);
        if (count !== undefined) items.set(item, count + 1);
      };
      add(`status ${answer.status}`);
      for (const { name, key } of answer.spec?.headers ?? []) {
        if (answer.headers.has(key)) add(`status ${answer.status}, header ${name}`);
      }
      for (const { name, in: place } of operation.parameters) {
        const used =
          place === "path" ||
          (place === "query" ? view.query.has(name) : sent.request.headers.some(([key]) => key === name.toLowerCase()));
        if (used) add(`parameter ${name}`);
      }
    },
    rows: () =>
      [...counts]
        .filter(([operation]) => shown.has(operation))
        .flatMap(([operation, items]) => [...items].map(([item, times]) => ({ operation, item, times }))),
  };
};
