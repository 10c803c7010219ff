import { holds, violated } from "../../contract/verdict.ts";
import { fieldErrorsIn } from "../evidence.ts";
import { rule } from "../rule.ts";

export const errorOrder = rule({
  id: "error-order",
  sentence:
    "a 422 lists blank and out-of-range fields in the order email, name, gender, status, then a malformed or taken e-mail",
  clause: "validation",
  level: "must",
  sources: ["facts 4.10"],
  on: ["createUser", "putUser", "patchUser"],
  statuses: [422],
  judge: (view) => {
    const errors = fieldErrorsIn(view);
    const { prediction } = view;
    if (errors === undefined || prediction === undefined || prediction.unknown !== undefined) return undefined;
    const ranked = errors.flatMap(({ field }) => {
      const rank = prediction.errors.find((expected) => expected.field === field)?.rank;
      return rank === undefined ? [] : [{ field, rank }];
    });
    if (ranked.length < 2) return undefined;
    const sorted = ranked.toSorted((a, b) => a.rank - b.rank);
    if (ranked.every(({ field }, at) => field === sorted[at]?.field)) return holds;
    const names = (list: typeof ranked) => list.map(({ field }) => field).join(", ");
    return violated(names(sorted), names(ranked), [view.seq]);
  },
});
