import { parentOf } from "../../contract/resources.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { createGoneParents, type GoneParents } from "../gone-parents.ts";
import { listPageOf } from "../lists/list-page.ts";
import { statefulRule, type View } from "../rule.ts";

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
