import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { onlyRefused, ownAlive, quote, saysTaken, userIn, usersIn } from "../evidence.ts";
import { statefulRule, type View } from "../rule.ts";
import { createRecentWrites, type RecentWrites, unexplainedValueIn } from "../unexplained-value.ts";

interface Missing {
  readonly refusedSeq: number;
  readonly seq: number;
  readonly createdUs: number;
}

interface State {
  readonly recent: RecentWrites;
  /** Ids whose deletion was refused for the limit, with the request. */
  readonly deletes: Map<number, number>;
  missing: Missing[];
}

const kept = 1000;

/** The create refused for the limit that is the only request that ever tried this e-mail. */
const onlyLimited = (view: View, email: string): number | undefined => {
  const refusal = onlyRefused(view, email);
  return refusal?.status === 429 ? refusal.seq : undefined;
};

const createCameTrue = (view: View): RuleOutcome | undefined => {
  const email = view.fields?.email;
  if (view.operation?.id === "createUser") {
    if (typeof email !== "string") return undefined;
    const refused = onlyLimited(view, email);
    if (refused === undefined) return undefined;
    if (view.answer.status === 201) return holds;
    return saysTaken(view, "email")
      ? violated(`${quote(email)} free: its create was answered 429`, quote(view.answer.raw.body), [refused, view.seq])
      : undefined;
  }
  for (const user of usersIn(view) ?? [userIn(view)]) {
    if (user === undefined || view.world.beliefs.has(user.id)) continue;
    const refused = onlyLimited(view, user.email);
    if (refused !== undefined) {
      return violated("no user from a create that was answered 429", quote(user), [refused, view.seq]);
    }
  }
  const wanted = view.query.get("email");
  // Only a list by exactly this e-mail that finds no user shows that it holds.
  return wanted !== null && onlyLimited(view, wanted) !== undefined && usersIn(view)?.length === 0 ? holds : undefined;
};

const updateCameTrue = (view: View, recent: RecentWrites): RuleOutcome | undefined => {
  const { belief, seq } = view;
  const last = belief?.refused.at(-1);
  if (belief === undefined || last === undefined) return undefined;
  const user = view.operation?.id === "getUser" ? userIn(view) : undefined;
  if (user?.id !== belief.id) return undefined;
  const unexplained = unexplainedValueIn(view, belief, user, recent);
  if (unexplained === undefined) return last.status === 429 ? holds : undefined;
  return unexplained.cause === "refused write" && unexplained.status === 429
    ? violated(`${unexplained.expected}: the update was answered 429`, unexplained.received, [unexplained.seq, seq])
    : undefined;
};

/** The daily reset takes records too: only when something older is still there was it the refused request. */
const settle = (view: View, state: State): readonly RuleOutcome[] => {
  if (state.missing.length === 0) return [];
  const { resets } = view.world;
  const found: RuleOutcome[] = [];
  state.missing = state.missing.filter(({ refusedSeq, seq, createdUs }) => {
    const reset = resets.find((one) => one.seq === seq) ?? resets.findLast((one) => one.atUs >= createdUs);
    if (reset?.refuted !== true) return true;
    found.push(violated("the record is still there: its deletion was answered 429", "404", [refusedSeq, seq]));
    return false;
  });
  return found;
};

const deleteCameTrue = (view: View, state: State): RuleOutcome | undefined => {
  const { id, answer, belief, seq } = view;
  if (id === undefined || belief === undefined) return undefined;
  if (view.operation?.id === "deleteUser") {
    if (answer.status === 429 && view.visibility === "yes") {
      state.deletes.set(id, seq);
      return undefined;
    }
    if (answer.status === 204) {
      return state.deletes.delete(id) ? holds : undefined;
    }
  }
  const refusedSeq = state.deletes.get(id);
  if (refusedSeq === undefined || !ownAlive(view)) return undefined;
  if (answer.status === 200) return holds;
  if (answer.status !== 404) return undefined;
  state.deletes.delete(id);
  state.missing.push({ refusedSeq, seq, createdUs: belief.createdUs });
  if (state.missing.length > kept) state.missing.shift();
  return undefined;
};

export const limitedWriteChangesNothing = statefulRule({
  id: "limited-write-changes-nothing",
  sentence: "a write that was answered 429 has no effect",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.3"],
  start: (): State => ({ recent: createRecentWrites(), deletes: new BoundedMap(kept), missing: [] }),
  judge: (view, state) => {
    state.recent.add(view);
    if (view.answer.status === 429 && view.operation?.id !== "deleteUser") return undefined;
    const settled = settle(view, state);
    const found = [createCameTrue(view), updateCameTrue(view, state.recent), deleteCameTrue(view, state)];
    return [...settled, ...found.filter((outcome) => outcome !== undefined)];
  },
  end: ({ missing }, world) =>
    missing.map(({ refusedSeq, seq, createdUs }) => {
      const reset =
        world.resets.find((one) => one.seq === seq) ?? world.resets.findLast((one) => one.atUs >= createdUs);
      return reset?.refuted === true
        ? violated("the record is still there: its deletion was answered 429", "404", [refusedSeq, seq])
        : inconclusive("a record whose deletion was answered 429 is gone; it may have been the daily reset");
    }),
});
