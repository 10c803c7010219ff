import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const otherForcedValuesAreIgnored = rule({
  id: "other-forced-values-are-ignored",
  sentence: "without a force_status that names an error, no answer says that it is simulated",
  clause: "every answer",
  level: "observed",
  sources: ["facts 8.2"],
  judge: (view) => {
    const { forced, answer, query } = view;
    if (forced !== undefined) return undefined;
    const { header, body } = answer.marks;
    if (header === undefined && !body) return query.has("force_status") ? holds : undefined;
    const value = query.get("force_status");
    const received = `${answer.status}, X-Simulated-Status: ${header ?? "absent"} and ${quote(answer.raw.body)}`;
    return violated(
      "an answer as without the switch",
      `${received} to ${named(view)} with ${value === null ? "no force_status" : `force_status=${quote(value)}`}`,
      [view.seq],
    );
  },
});
