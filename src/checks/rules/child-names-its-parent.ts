import { isObject } from "../../contract/is-object.ts";
import { parentOf } from "../../contract/resources.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { belowOperations } from "../operations.ts";
import { rule } from "../rule.ts";

export const childNamesItsParent = rule({
  id: "child-names-its-parent",
  sentence: "a record that is made or listed below a parent names that parent",
  clause: "parents",
  level: "must",
  sources: ["facts 9.1", "facts 9.2", "facts 9.10"],
  on: belowOperations,
  statuses: [200, 201],
  judge: (view) => {
    const { body } = view.answer;
    const parent = view.operation === undefined ? undefined : parentOf(view.operation.resource);
    if (parent === undefined || view.id === undefined || body.kind !== "json") return undefined;
    const records: readonly unknown[] = Array.isArray(body.value) ? body.value : [body.value];
    let judged = false;
    for (const record of records) {
      if (!isObject(record) || typeof record[parent.field] !== "number") continue;
      judged = true;
      if (record[parent.field] === view.id) continue;
      return violated(`${parent.field} ${view.id}`, `${quote(record)} in ${named(view)}`, [view.seq]);
    }
    return judged ? holds : undefined;
  },
});
