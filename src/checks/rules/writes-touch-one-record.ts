import { holds, violated } from "../../contract/verdict.ts";
import { userIn } from "../evidence.ts";
import { statefulRule } from "../rule.ts";
import { createRecentWrites, unexplainedValueIn } from "../unexplained-value.ts";

export const writesTouchOneRecord = statefulRule({
  id: "writes-touch-one-record",
  sentence: "a write changes the user it names and no other",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 3.4"],
  start: createRecentWrites,
  judge: (view, recent) => {
    recent.add(view);
    const user = userIn(view);
    if (view.operation?.id !== "getUser" || view.answer.status !== 200 || view.belief === undefined) return undefined;
    if (user === undefined || user.id !== view.id || view.belief.weak) return undefined;
    // Nothing to learn unless another record was written since this one was last seen.
    if (recent.elsewhere(user.id, view.belief.lastSeenSeq) === undefined) return undefined;
    const unexplained = unexplainedValueIn(view, view.belief, user, recent);
    if (unexplained === undefined) return holds;
    if (unexplained.cause !== "another record's write") return undefined;
    return violated(unexplained.expected, unexplained.received, [unexplained.seq, view.seq]);
  },
});
