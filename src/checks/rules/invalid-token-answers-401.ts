import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const invalidTokenAnswers401 = rule({
  id: "invalid-token-answers-401",
  sentence: "an unknown token answers 401 to every verb, lists and missing ids included",
  clause: "identity",
  level: "must",
  sources: ["facts 2.3"],
  judge: (view) => {
    const { status, raw } = view.answer;
    if (view.token !== "invalid") return undefined;
    if (status === 401) return holds;
    if (status === 429 || status >= 500) return undefined;
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated("401", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});
