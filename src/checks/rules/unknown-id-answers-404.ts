import { holds, violated } from "../../contract/verdict.ts";
import { decided, named, quote } from "../evidence.ts";
import { recordOperations } from "../operations.ts";
import { rule } from "../rule.ts";

/** Texts the service cannot have given as an id: they start like no number, are zero, or exceed every integer size. */
const noId = /^(?:[A-Za-z*_~!-]|0+$|\d{18,}$)/;

export const unknownIdAnswers404 = rule({
  id: "unknown-id-answers-404",
  sentence: "an id that no record can have answers 404, never 400",
  clause: "read",
  level: "must",
  sources: ["guide G4", "facts 3.3"],
  on: recordOperations,
  judge: (view) => {
    if (view.idText === undefined || !noId.test(view.idText) || view.token === "invalid" || !decided(view))
      return undefined;
    // Without a token a write may be refused before the lookup.
    if (view.token === "anonymous" && view.operation?.action !== "get") return undefined;
    if (view.answer.status === 404) return holds;
    return violated("404", `${view.answer.status} to ${named(view)}, id ${quote(view.idText)}`, [view.seq]);
  },
});
