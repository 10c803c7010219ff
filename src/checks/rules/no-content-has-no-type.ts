import { holds, violated } from "../../contract/verdict.ts";
import { named, quote } from "../evidence.ts";
import { rule } from "../rule.ts";

export const noContentHasNoType = rule({
  id: "no-content-has-no-type",
  sentence: "204 announces no media type",
  clause: "every answer",
  // Recorded six times, but a header too many harms no client.
  level: "observed",
  sources: ["facts 3.8"],
  statuses: [204],
  judge: (view) => {
    const label = view.answer.headers.get("content-type");
    return label === undefined
      ? holds
      : violated("no Content-Type", `${quote(label)} with 204 to ${named(view)}`, [view.seq]);
  },
});
