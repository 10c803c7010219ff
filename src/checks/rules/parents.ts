import { isObject } from "../../contract/is-object.ts";
import { parentOf } from "../../contract/resources.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { fieldErrorsIn, hasToken, named, quote } from "../evidence.ts";
import { createGoneParents, type GoneParents } from "../gone-parents.ts";
import { listPageOf } from "../lists/list-query.ts";
import { belowOperations } from "../operations.ts";
import { rule, statefulRule, type View } from "../rule.ts";

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

const judgeList = (view: View, parents: GoneParents): RuleOutcome | undefined => {
  const { operation, id } = view;
  if (operation?.below === undefined || id === undefined || view.answer.status !== 200) return undefined;
  const gone = parents.of(operation.below, id, view);
  const rows = gone === undefined ? undefined : listPageOf(view)?.rows;
  if (gone === undefined || rows === undefined) return undefined;
  return rows.length === 0
    ? holds
    : violated("an empty list", `${quote(rows)} in ${named(view)}`, [gone.seq, view.seq]);
};

const judgeRecord = (view: View, parents: GoneParents): RuleOutcome | undefined => {
  const { operation, id, answer } = view;
  if (operation === undefined || operation.below !== undefined || id === undefined) return undefined;
  const gone = parents.of(operation.resource, id, view);
  if (gone === undefined) return undefined;
  if (answer.status === 404) return holds;
  // Who has no valid token may be refused before the lookup, and a limiter or a broken server comes first too.
  if (answer.status >= 300 && answer.status !== 422) return undefined;
  return violated("404", `${answer.status} ${quote(answer.raw.body)} to ${named(view)}`, [gone.seq, view.seq]);
};

export const childrenGoWithTheirParent = statefulRule({
  id: "children-go-with-their-parent",
  sentence: "what lies below a record is gone with it: it answers 404, and the list below it is empty",
  clause: "parents",
  level: "observed",
  sources: ["facts 9.8", "facts 9.9"],
  start: createGoneParents,
  judge: (view, parents) => {
    const { operation } = view;
    if (operation === undefined || parentOf(operation.resource) === undefined) return undefined;
    const found = operation.action === "list" ? judgeList(view, parents) : judgeRecord(view, parents);
    parents.add(view);
    return found;
  },
});

/** A 404 in the place of 422 is as good: one source saw the 422. */
export const missingParentIsRefused = statefulRule({
  id: "missing-parent-is-refused",
  sentence: "nothing is made below a parent that is gone: 422 says that it must exist",
  clause: "parents",
  level: "observed",
  sources: ["facts 9.3", "facts 9.4"],
  start: createGoneParents,
  judge: (view, parents) => {
    const { operation, id, answer } = view;
    const parent = operation === undefined ? undefined : parentOf(operation.resource);
    const creates = operation?.action === "create" && hasToken(view) && id !== undefined;
    const gone = parent !== undefined && creates ? parents.of(parent.resource, id, view) : undefined;
    parents.add(view);
    if (parent === undefined || gone === undefined) return undefined;
    if (answer.status === 422) {
      const errors = fieldErrorsIn(view);
      if (errors === undefined) return undefined;
      if (errors.some(({ field, message }) => field === parent.error && message === "must exist")) return holds;
    } else if (answer.status >= 300) return undefined;
    const received = `${answer.status} ${quote(answer.raw.body)} to ${named(view)}`;
    return violated(`422: ${parent.error} must exist`, received, [gone.seq, view.seq]);
  },
});
