import { holds, violated } from "../../contract/verdict.ts";
import { userIn } from "../evidence.ts";
import { statefulRule } from "../rule.ts";
import { createRecentWrites, unexplainedValueIn } from "../unexplained-value.ts";

export const readShowsLastWrite = statefulRule({
  id: "read-shows-last-write",
  sentence: "a read shows the values of the last write",
  clause: "read",
  level: "must",
  sources: ["guide G4", "guide G5", "facts 3.4", "facts 3.5"],
  start: createRecentWrites,
  judge: (view, recent) => {
    recent.add(view);
    const user = userIn(view);
    if (view.operation?.id !== "getUser" || view.answer.status !== 200 || view.belief === undefined) return undefined;
    if (user === undefined || user.id !== view.id || view.belief.weak) return undefined;
    const unexplained = unexplainedValueIn(view, view.belief, user, recent);
    if (unexplained === undefined) return holds;
    if (unexplained.cause !== "lost or stale") return undefined;
    return violated(unexplained.expected, unexplained.received, [unexplained.seq, view.seq]);
  },
});
