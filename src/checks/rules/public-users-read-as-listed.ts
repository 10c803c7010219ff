import type { User } from "../../contract/document.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { named, quote, userIn, usersIn } from "../evidence.ts";
import { statefulRule, type View } from "../rule.ts";

interface Shown {
  readonly text: string;
  readonly seq: number;
  readonly endUs: number;
}
interface Suspect {
  readonly before: Shown;
  readonly received: string;
  readonly seq: number;
  readonly endUs: number;
}
interface State {
  readonly shown: Map<number, Shown>;
  readonly suspects: Map<number, Suspect>;
}

const kept = 500;
const keptSuspects = 50;

const textOf = ({ id, name, email, gender, status }: User): string => quote({ id, name, email, gender, status });
const isPublic = ({ world }: View, { id, email }: User): boolean => !world.beliefs.has(id) && !world.isOurs(email);

const judgeList = (view: View, { shown, suspects }: State): RuleOutcome | undefined => {
  let found: RuleOutcome | undefined;
  for (const user of usersIn(view) ?? []) {
    if (!isPublic(view, user)) continue;
    const text = textOf(user);
    const suspect = suspects.get(user.id);
    if (suspect !== undefined && view.sent.startUs >= suspect.endUs) {
      suspects.delete(user.id);
      if (suspect.before.text === text) {
        found = violated(text, suspect.received, [suspect.before.seq, suspect.seq, view.seq]);
      }
    }
    shown.delete(user.id);
    shown.set(user.id, { text, seq: view.seq, endUs: view.endUs });
  }
  return found;
};

/** Anybody may change or delete a public user: only what a list shows before and, unchanged, after is held against a read. */
export const publicUsersReadAsListed = statefulRule({
  id: "public-users-read-as-listed",
  sentence: "a public user read by id is as lists show it, for every caller",
  clause: "read",
  level: "must",
  sources: ["guide G4", "facts 2.2"],
  on: ["getUser", "listUsers"],
  statuses: [200, 404],
  start: (): State => ({ shown: new BoundedMap(kept), suspects: new Map() }),
  judge: (view, state): RuleOutcome | undefined => {
    // A user whose create was not recorded seems public, and is an account's.
    if (view.exchange.gaps?.before === true) return undefined;
    if (view.operation?.id === "listUsers") return judgeList(view, state);
    const before = state.shown.get(view.id ?? 0);
    if (before === undefined || view.sent.startUs < before.endUs) return undefined;
    const user = userIn(view);
    if (user === undefined && view.answer.status === 200) return undefined;
    const received = user === undefined ? `404 in ${named(view)}` : `${textOf(user)} in ${named(view)}`;
    if (user !== undefined && textOf(user) === before.text) return holds;
    if (state.suspects.size < keptSuspects) {
      state.suspects.set(view.id ?? 0, { before, received, seq: view.seq, endUs: view.endUs });
    }
    return undefined;
  },
});
