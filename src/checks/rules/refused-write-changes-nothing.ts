import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { onlyRefused, quote, saysTaken, userIn, usersIn } from "../evidence.ts";
import { statefulRule } from "../rule.ts";
import { createRecentWrites, unexplainedValueIn } from "../unexplained-value.ts";

export const refusedWriteChangesNothing = statefulRule({
  id: "refused-write-changes-nothing",
  sentence: "a write that was refused leaves no trace: no user, no value, no reserved e-mail",
  clause: "validation",
  level: "must",
  sources: ["guide G6", "facts 3.7"],
  start: createRecentWrites,
  judge: (view, recent): RuleOutcome | undefined => {
    recent.add(view);
    const { belief, world, answer, seq } = view;
    const shown = usersIn(view) ?? [userIn(view)].filter((user) => user !== undefined);
    for (const user of shown) {
      // A user under an e-mail that only ever was in a refused create.
      const refusal = onlyRefused(view, user.email);
      if (refusal !== undefined && refusal.status !== 429 && !world.beliefs.has(user.id)) {
        const sameCreate = view.operation?.id === "createUser";
        if (!sameCreate) return violated("no user from a refused create", quote(user), [refusal.seq, seq]);
      }
    }
    const email = view.fields?.email;
    if (view.operation?.id === "createUser" && typeof email === "string") {
      const refusal = onlyRefused(view, email);
      if (
        refusal !== undefined &&
        refusal.status !== 429 &&
        world.emails.former(email, view.sent.startUs, view.endUs) === undefined
      ) {
        if (saysTaken(view, "email")) {
          return violated(`${quote(email)} free`, `422 ${quote(answer.raw.body)}`, [refusal.seq, seq]);
        }
        if (answer.status === 201) return holds;
      }
    }
    const user = userIn(view);
    const refused = belief?.lastRefused;
    if (user === undefined || belief === undefined || refused === undefined || user.id !== belief.id) return undefined;
    if (refused.status === 429 || refused.seq < belief.lastSeenSeq || belief.weak) return undefined;
    const unexplained = unexplainedValueIn(view, belief, user, recent);
    if (unexplained === undefined) return holds;
    if (unexplained.cause !== "refused write") return undefined;
    return violated(unexplained.expected, unexplained.received, [unexplained.seq, seq]);
  },
});
