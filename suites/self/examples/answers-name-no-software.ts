import { rule } from "../../../src/checks/rule.ts";
import { holds, violated } from "../../../src/contract/verdict.ts";

export const answersNameNoSoftware = rule({
  id: "answers-name-no-software",
  sentence: "no answer names the software that made it",
  clause: "every answer",
  level: "observed",
  sources: ["facts 6.5"],
  judge: (view) => {
    if (view.sent.gaps?.headers) return undefined; // not recorded is not absent
    const named = view.answer.headers.get("x-powered-by");
    return named === undefined
      ? holds
      : violated("no X-Powered-By header", `X-Powered-By: ${JSON.stringify(named)}`, [view.seq]);
  },
});
