import { holds, violated } from "../../contract/verdict.ts";
import { decided, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const emailUniqueOnUpdate = rule({
  id: "email-unique-on-update",
  sentence: "no user is given an e-mail that another one has",
  clause: "validation",
  level: "must",
  sources: ["facts 4"],
  on: ["putUser", "patchUser"],
  judge: (view) => {
    if (!decided(view) || view.prediction?.errors.some(({ message }) => message.includes("taken")) !== true)
      return undefined;
    if (view.answer.status === 422) return holds;
    if (view.answer.status >= 300) return undefined;
    return violated("422: has already been taken", `${view.answer.status} ${quote(view.answer.raw.body)}`, [view.seq]);
  },
});
