import { holds } from "../../contract/verdict.ts";
import { createHabits } from "../headers/habits.ts";
import { looksOf } from "../headers/profile.ts";
import { statefulRule } from "../rule.ts";

/**
 * A header that is as recorded in some answers must be so in all of its kind. One that never is may be another server's
 * habit, or a gateway's that strips or rewrites it: {@link headerForms} speaks of that.
 */
export const headerProfile = statefulRule({
  id: "header-profile",
  sentence:
    "each kind of answer carries the headers recorded of it: Cache-Control, ETag, Location, Vary, X-Request-Id, X-Runtime and the security headers",
  clause: "every answer",
  level: "must",
  sources: ["facts 2.9", "facts 3.1", "facts 3.8", "facts 6.2", "facts 6.4", "facts 6.5"],
  start: createHabits,
  judge: (view, habits) => {
    const looks = looksOf(view);
    if (looks === undefined) return undefined;
    const found = habits.add(view, looks);
    if (found.length > 0) return found;
    return looks.otherwise.length === 0 ? holds : undefined;
  },
  end: (habits) => habits.missing(),
});
