import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { decided, quote, userIn, usersIn } from "../evidence.ts";
import { statefulRule } from "../rule.ts";

interface Seen {
  readonly seq: number;
  readonly id: number;
}
interface Suspect extends Seen {
  readonly email: string;
  /** The write that took the e-mail, and the first list that showed whose it was. */
  readonly takenSeq: number;
  readonly takenUs: number;
  readonly status: number;
}

const kept = 500;

/** Public users come and go without us: the e-mail counts as taken only where its user is seen before and after. */
export const publicEmailsAreTaken = statefulRule({
  id: "public-emails-are-taken",
  sentence: "no user gets the e-mail of a public one, by create or by update",
  clause: "validation",
  level: "must",
  sources: ["facts 4.6"],
  on: ["createUser", "patchUser", "putUser", "listUsers"],
  start: () => ({ seen: new BoundedMap<string, Seen>(kept), suspects: new Map<number, Suspect>() }),
  judge: (view, { seen, suspects }): RuleOutcome | undefined => {
    if (view.operation?.id === "listUsers") {
      if (view.token !== "anonymous") return undefined;
      let found: RuleOutcome | undefined;
      for (const { id, email } of usersIn(view) ?? []) {
        const suspect = suspects.get(id);
        if (suspect?.email === email && view.sent.startUs >= suspect.takenUs) {
          suspects.delete(id);
          found = violated(
            "422: has already been taken",
            `${suspect.status} for ${quote(email)}, which user ${id} has`,
            [suspect.seq, suspect.takenSeq, view.seq],
          );
        }
        seen.set(email, { seq: view.seq, id });
      }
      return found;
    }
    const email = view.fields?.email;
    const holder = typeof email === "string" ? seen.get(email) : undefined;
    if (holder === undefined || typeof email !== "string" || !decided(view)) return undefined;
    if (view.token !== "A" && view.token !== "B") return undefined;
    const { status } = view.answer;
    if (status === 422) return holds;
    if (userIn(view) === undefined || view.id === holder.id) return undefined;
    const taken = { takenSeq: view.seq, takenUs: view.endUs, status };
    if (suspects.size < kept) suspects.set(holder.id, { ...holder, email, ...taken });
    return undefined;
  },
});
