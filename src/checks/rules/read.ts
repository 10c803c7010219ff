import type { User } from "../../contract/document.ts";
import { userFields } from "../../contract/resources.ts";
import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { decided, named, ownAlive, quote, recordIn, userIn, usersIn } from "../evidence.ts";
import { readOperations, recordOperations } from "../operations.ts";
import { rule, statefulRule, type View } from "../rule.ts";
import { believedRead, createRecentWrites, unexplainedValueIn } from "../unexplained-value.ts";

export const readAnswersTheIdAsked = rule({
  id: "read-answers-the-id-asked",
  sentence: "a read answers with the record of the requested id",
  clause: "read",
  level: "must",
  sources: ["guide G4"],
  on: readOperations,
  statuses: [200],
  judge: (view) => {
    const shown = recordIn(view);
    if (shown === undefined || view.id === undefined) return undefined;
    return shown.id === view.id ? holds : violated(`id ${view.id}`, `id ${quote(shown.id)}`, [view.seq]);
  },
});

export const readShowsLastWrite = statefulRule({
  id: "read-shows-last-write",
  sentence: "a read shows the values of the last write",
  clause: "read",
  level: "must",
  sources: ["guide G4", "guide G5", "facts 3.4", "facts 3.5"],
  start: createRecentWrites,
  judge: (view, recent) => {
    recent.add(view);
    const read = believedRead(view);
    if (read === undefined) return undefined;
    const unexplained = unexplainedValueIn(view, read.belief, read.user, recent);
    if (unexplained === undefined) return holds;
    if (unexplained.cause !== "lost or stale") return undefined;
    return violated(unexplained.expected, unexplained.received, [unexplained.seq, view.seq]);
  },
});

interface Missing {
  readonly seq: number;
  readonly createdSeq: number;
  readonly text: string;
}

const mostMissing = 32;

/**
 * A recording that begins somewhere proves one thing: ids are never given twice, so a record that its maker sees again was
 * there all the time.
 */
const cameBack = (view: View, absent: Map<number, Missing & { readonly endUs: number }>): RuleOutcome | undefined => {
  const { belief, id, seq, sent, endUs } = view;
  if (belief === undefined || id === undefined || !belief.weak || view.visibility !== "yes") return undefined;
  const { status } = view.answer;
  const before = absent.get(id);
  if (status === 404 && before === undefined && sent.startUs >= belief.createdUs) {
    if (absent.size < mostMissing)
      absent.set(id, { seq, createdSeq: belief.createdSeq, text: `404 to ${named(view)}`, endUs });
    return undefined;
  }
  if (before === undefined || userIn(view)?.id !== id || status >= 300 || sent.startUs < before.endUs) return undefined;
  absent.delete(id);
  return violated("200: made before and seen again after", before.text, [before.createdSeq, before.seq, seq]);
};

/**
 * The service drops all data once a day, so one unexpected 404 proves nothing. It is a violation once something older
 * than the supposed reset is seen alive after it, or a second "reset" takes what was made since the first.
 */
export const recordsStay = statefulRule({
  id: "records-stay",
  sentence: "a created user is found under its id until its account deletes it",
  clause: "read",
  level: "must",
  sources: ["guide G4", "guide G5", "facts 2.7", "facts 5.12"],
  start: () => ({ missing: [] as Missing[], absent: new Map<number, Missing & { readonly endUs: number }>() }),
  judge: (view, state): readonly RuleOutcome[] | undefined => {
    const found: RuleOutcome[] = [];
    const back = cameBack(view, state.absent);
    if (back !== undefined) found.push(back);
    const { resets } = view.world;
    const explained = resets.length === 1 && resets[0]?.refuted === false;
    if (state.missing.length > 0 && resets.length > 0 && !explained) {
      for (const { createdSeq, seq, text } of state.missing)
        found.push(violated("200: created and never deleted", text, [createdSeq, seq]));
      state.missing.length = 0;
    }
    if (view.belief !== undefined && ownAlive(view)) {
      const { status } = view.answer;
      if (status === 404) {
        const missing = { seq: view.seq, createdSeq: view.belief.createdSeq, text: `404 to ${named(view)}` };
        if (state.missing.length < mostMissing) state.missing.push(missing);
      } else if (status >= 200 && status < 300) found.push(holds);
    }
    return found.length === 0 ? undefined : found;
  },
  end: ({ missing }, world) =>
    missing.map(({ createdSeq, seq, text }) =>
      world.resets.length > 1 || world.resets.some(({ refuted }) => refuted)
        ? violated("200: created and never deleted", text, [createdSeq, seq])
        : inconclusive("own users vanished together, as in the daily reset"),
    ),
});

interface Shown {
  readonly user: User;
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

const mostShown = 500;
const keptSuspects = 50;

const textOf = ({ id, name, email, gender, status }: User): string => quote({ id, name, email, gender, status });
const isAlike = (one: User, other: User): boolean => userFields.every((field) => one[field] === other[field]);
const isPublic = ({ world }: View, { id, email }: User): boolean => !world.beliefs.has(id) && !world.isOurs(email);

const judgeList = (view: View, { shown, suspects }: State): RuleOutcome | undefined => {
  let found: RuleOutcome | undefined;
  for (const user of usersIn(view) ?? []) {
    if (!isPublic(view, user)) continue;
    const suspect = suspects.get(user.id);
    if (suspect !== undefined && view.sent.startUs >= suspect.endUs) {
      suspects.delete(user.id);
      if (isAlike(suspect.before.user, user)) {
        found = violated(textOf(user), suspect.received, [suspect.before.seq, suspect.seq, view.seq]);
      }
    }
    shown.delete(user.id);
    shown.set(user.id, { user, seq: view.seq, endUs: view.endUs });
  }
  return found;
};

/** Every token may change or delete a public user: only what a list shows before and, unchanged, after is held against a read. */
export const publicUsersReadAsListed = statefulRule({
  id: "public-users-read-as-listed",
  sentence: "a public user read by id is as lists show it, for every caller",
  clause: "read",
  level: "must",
  sources: ["guide G4", "facts 2.2"],
  on: ["getUser", "listUsers"],
  statuses: [200, 404],
  start: (): State => ({ shown: new BoundedMap(mostShown), suspects: new Map() }),
  judge: (view, state): RuleOutcome | undefined => {
    // A user whose create was not recorded seems public, and is an account's.
    if (view.exchange.gaps?.before === true) return undefined;
    if (view.operation?.id === "listUsers") return judgeList(view, state);
    const before = state.shown.get(view.id ?? 0);
    if (before === undefined || view.sent.startUs < before.endUs) return undefined;
    const user = userIn(view);
    if (user === undefined && view.answer.status === 200) return undefined;
    if (user !== undefined && user.id === before.user.id && isAlike(user, before.user)) return holds;
    if (state.suspects.size < keptSuspects) {
      const received = `${user === undefined ? "404" : textOf(user)} in ${named(view)}`;
      state.suspects.set(view.id ?? 0, { before, received, seq: view.seq, endUs: view.endUs });
    }
    return undefined;
  },
});

/** Texts the service cannot have given as an id: they start like no number, are zero, or exceed every integer size. */
const noId = /^(?:[A-Za-z*_~!-]|0+$|\d{18,}$)/;

export const unknownIdAnswers404 = rule({
  id: "unknown-id-answers-404",
  sentence: "an id that no record can have answers 404, never 400",
  clause: "read",
  level: "must",
  sources: ["guide G4", "facts 3.3"],
  on: recordOperations,
  judge: (view) => {
    if (view.idText === undefined || !noId.test(view.idText) || view.token === "invalid" || !decided(view))
      return undefined;
    // Without a token a write may be refused before the lookup.
    if (view.token === "anonymous" && view.operation?.action !== "get") return undefined;
    if (view.answer.status === 404) return holds;
    return violated("404", `${view.answer.status} to ${named(view)}, id ${quote(view.idText)}`, [view.seq]);
  },
});
