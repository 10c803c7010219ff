import { holds, violated } from "../../contract/verdict.ts";
import { hasQueryToken, named, quote } from "../evidence.ts";
import { createOperations } from "../operations.ts";
import { rule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const anonymousCreateAnswers401 = rule({
  id: "anonymous-create-answers-401",
  sentence: "creating without a token answers 401",
  clause: "identity",
  level: "must",
  sources: ["facts 2.4"],
  on: createOperations,
  judge: (view) => {
    const { status, raw } = view.answer;
    if (view.token !== "anonymous" || hasQueryToken(view)) return undefined;
    if (status === 401) return holds;
    if (status === 429 || status >= 500) return undefined;
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated("401", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});
