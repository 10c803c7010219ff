import { holds, violated } from "../../contract/verdict.ts";
import { fieldErrorsIn, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const errorTexts = rule({
  id: "error-texts",
  sentence: "each item of a 422 has the documented text for what is wrong with its field",
  clause: "validation",
  level: "must",
  sources: ["facts 4.1", "facts 4.2", "facts 4.3", "facts 4.4", "facts 4.6", "facts 4.7", "facts 4.8", "facts 4.9"],
  on: ["createUser", "putUser", "patchUser"],
  statuses: [422],
  judge: (view) => {
    const { prediction } = view;
    const errors = fieldErrorsIn(view);
    if (errors === undefined || prediction === undefined || prediction.unknown !== undefined) return undefined;
    let judged = false;
    for (const { field, message } of prediction.errors) {
      const got = errors.find((error) => error.field === field);
      if (got === undefined) continue;
      judged = true;
      if (got.message !== message)
        return violated(`${field}: ${quote(message)}`, `${field}: ${quote(got.message)}`, [view.seq]);
    }
    return judged ? holds : undefined;
  },
});
