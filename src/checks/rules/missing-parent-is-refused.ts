import { parentOf } from "../../contract/resources.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { fieldErrorsIn, hasToken, named, quote } from "../evidence.ts";
import { createGoneParents } from "../gone-parents.ts";
import { statefulRule } from "../rule.ts";

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
    const asks = operation?.action === "create" && hasToken(view) && id !== undefined;
    const gone = parent !== undefined && asks ? parents.of(parent.resource, id, view) : undefined;
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
