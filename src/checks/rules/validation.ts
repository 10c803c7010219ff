import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { mustSee } from "../../model/belief.ts";
import { BoundedMap } from "../../model/bounded-map.ts";
import { createDeferredViolations } from "../deferred-violation.ts";
import {
  decided,
  fieldErrorsIn,
  hasToken,
  onlyRefused,
  ownAlive,
  quote,
  saysTaken,
  userIn,
  usersIn,
} from "../evidence.ts";
import { rule, statefulRule, type View } from "../rule.ts";
import { createRecentWrites, expectsTaken, passedOver, refuseTaken, unexplainedValueIn } from "../unexplained-value.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

/** Whether it is refused for another reason, and with which status, is unknown: a lone surrogate, say, is no JSON to some parsers. */
const isOpen = (view: View): boolean =>
  view.answer.status >= 400 && view.answer.status !== 422 && unspecifiedInputOf(view) !== undefined;

export const invalidInputIsRefused = rule({
  id: "invalid-input-is-refused",
  sentence: "a write with a blank, malformed, overlong or out-of-range value answers 422",
  clause: "validation",
  level: "must",
  sources: ["guide G6", "facts 1.7", "facts 1.10", "facts 3.7", "facts 3.10", "facts 3.11"],
  on: ["createUser", "putUser", "patchUser"],
  judge: (view) => {
    const { prediction } = view;
    if (prediction === undefined || prediction.unknown !== undefined || !decided(view)) return undefined;
    // Uniqueness has rules of its own.
    const broken = prediction.errors.filter(({ message }) => !message.includes("taken"));
    if (broken.length === 0) return undefined;
    const reached =
      view.operation?.id === "createUser" ? view.token !== "anonymous" && view.token !== "invalid" : ownAlive(view);
    const { status, raw } = view.answer;
    // In an imported record the user's owner is unknown; that a bad value was accepted is wrong for anyone.
    if (!reached && !(view.token === "unknown" && status < 300)) return undefined;
    if (status === 422) return holds;
    if (status === 404 || isOpen(view)) return undefined;
    const fields = broken.map(({ field }) => field).join(", ");
    return violated(`422 about ${fields}`, `${status} ${quote(raw.body)} to ${quote(view.fields)}`, [view.seq]);
  },
});

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
    const last = belief?.refused.at(-1);
    if (user === undefined || belief === undefined || last === undefined || user.id !== belief.id) return undefined;
    if (last.seq < belief.lastSeenSeq || belief.weak) return undefined;
    const unexplained = unexplainedValueIn(view, belief, user, recent);
    // What was answered 429 has a rule of its own.
    if (unexplained === undefined) return last.status === 429 ? undefined : holds;
    if (unexplained.cause !== "refused write" || unexplained.status === 429) return undefined;
    return violated(unexplained.expected, unexplained.received, [unexplained.seq, seq]);
  },
});

export const errorsNameTheBrokenFields = statefulRule({
  id: "errors-name-the-broken-fields",
  sentence: "a 422 names exactly the fields that are broken, all of them at once and each once",
  clause: "validation",
  level: "must",
  sources: ["guide G6", "facts 3.10", "facts 3.11", "facts 4.9"],
  start: createDeferredViolations,
  judge: (view, deferred) => {
    const proven = deferred.settledBy(view);
    const { prediction } = view;
    const errors = fieldErrorsIn(view);
    if (errors === undefined || prediction === undefined || prediction.unknown !== undefined) return proven;
    // Nothing broken at all: the rules about valid writes speak.
    if (prediction.errors.length === 0 && prediction.open.size === 0) return proven;
    const wanted = new Set<string>(prediction.errors.map(({ field }) => field));
    const allowed = new Set<string>([...wanted, ...prediction.open]);
    const got = errors.map(({ field }) => field);
    const missing = [...wanted].filter((field) => !got.includes(field));
    const sound = got.every((field) => allowed.has(field)) && new Set(got).size === got.length;
    if (missing.length === 0 && sound) return [...proven, holds];
    const open = prediction.open.size === 0 ? "" : `, perhaps ${[...prediction.open].join(", ")}`;
    const expected = `an error for ${[...wanted].join(", ") || "none"}${open}`;
    const received = `errors for ${got.join(", ") || "no field"} to ${quote(view.fields)}`;
    const onlyTaken = sound && missing.every((field) => field === "email") && expectsTaken(view);
    return onlyTaken
      ? [...proven, ...passedOver(view, deferred, expected, received)]
      : [...proven, violated(expected, received, [view.seq])];
  },
  end: (deferred, world) =>
    deferred.atEnd(world, "an e-mail in use was not called taken; the daily reset may have freed it"),
});

export const errorTexts = rule({
  id: "error-texts",
  sentence: "each item of a 422 has the documented text for what is wrong with its field",
  clause: "validation",
  level: "must",
  sources: ["facts 4.1", "facts 4.2", "facts 4.3", "facts 4.4", "facts 4.6", "facts 4.7", "facts 4.8", "facts 4.9"],
  on: ["createUser", "putUser", "patchUser"],
  statuses: [422],
  judge: (view) => {
    const { prediction } = view;
    const errors = fieldErrorsIn(view);
    if (errors === undefined || prediction === undefined || prediction.unknown !== undefined) return undefined;
    let judged = false;
    for (const { field, message } of prediction.errors) {
      const got = errors.find((error) => error.field === field);
      if (got === undefined) continue;
      judged = true;
      if (got.message !== message)
        return violated(`${field}: ${quote(message)}`, `${field}: ${quote(got.message)}`, [view.seq]);
    }
    return judged ? holds : undefined;
  },
});

export const errorOrder = rule({
  id: "error-order",
  sentence:
    "a 422 lists blank and out-of-range fields in the order email, name, gender, status, then a malformed or taken e-mail",
  clause: "validation",
  level: "must",
  sources: ["facts 4.10"],
  on: ["createUser", "putUser", "patchUser"],
  statuses: [422],
  judge: (view) => {
    const errors = fieldErrorsIn(view);
    const { prediction } = view;
    if (errors === undefined || prediction === undefined || prediction.unknown !== undefined) return undefined;
    const ranked = errors.flatMap(({ field }) => {
      const rank = prediction.errors.find((expected) => expected.field === field)?.rank;
      return rank === undefined ? [] : [{ field, rank }];
    });
    if (ranked.length < 2) return undefined;
    const sorted = ranked.toSorted((a, b) => a.rank - b.rank);
    if (ranked.every(({ field }, at) => field === sorted[at]?.field)) return holds;
    const names = (list: typeof ranked) => list.map(({ field }) => field).join(", ");
    return violated(names(sorted), names(ranked), [view.seq]);
  },
});

export const emailLengthIsLimited = rule({
  id: "email-length-is-limited",
  sentence: "an e-mail of more than 200 characters answers 422, is too long; one of 200 does not",
  clause: "validation",
  level: "observed",
  // That an update has the same limits is known.
  sources: ["facts 1.8", "facts 3.7", "facts 4.5"],
  on: ["createUser", "putUser", "patchUser"],
  judge: (view) => {
    const email = view.fields?.email;
    if (typeof email !== "string" || !email.includes("@") || !decided(view)) return undefined;
    if (view.operation?.id === "createUser" ? !hasToken(view) : !ownAlive(view) || view.answer.status === 404)
      return undefined;
    const error = fieldErrorsIn(view)?.find(({ field }) => field === "email");
    const isTooLong = error?.message.includes("is too long") === true;
    if (email.length <= 200)
      return isTooLong
        ? violated(`no refusal of an e-mail of ${email.length} characters for its length`, error.message, [view.seq])
        : undefined;
    if (isTooLong) return holds;
    if (isOpen(view)) return undefined;
    return violated("422: is too long", `${view.answer.status} ${quote(view.answer.raw.body)}`, [view.seq]);
  },
});

export const emailUniqueOnCreate = statefulRule({
  id: "email-unique-on-create",
  sentence: "no user is created with an e-mail that another one has",
  clause: "validation",
  level: "must",
  sources: ["facts 4.6"],
  start: createDeferredViolations,
  judge: refuseTaken("createUser"),
  end: (deferred, world) =>
    deferred.atEnd(world, "an e-mail in use was given again; the daily reset may have freed it"),
});

export const emailUniqueOnUpdate = statefulRule({
  id: "email-unique-on-update",
  sentence: "no user is given an e-mail that another one has",
  clause: "validation",
  level: "must",
  sources: ["facts 3.7", "facts 4.6"],
  start: createDeferredViolations,
  judge: refuseTaken("putUser", "patchUser"),
  end: (deferred, world) =>
    deferred.atEnd(world, "an e-mail in use was given again; the daily reset may have freed it"),
});

export const ownEmailIsNotTaken = rule({
  id: "own-email-is-not-taken",
  sentence: "sending a user the e-mail it has already is no duplicate",
  clause: "validation",
  level: "must",
  sources: ["facts 3.6"],
  on: ["putUser", "patchUser"],
  statuses: [200, 422],
  judge: (view) => {
    const { belief, seq } = view;
    const email = view.fields?.email;
    if (belief === undefined || typeof email !== "string" || !ownAlive(view)) return undefined;
    if (mustSee(belief.fields.email, view.sent.startUs, view.endUs) !== email) return undefined;
    if (!saysTaken(view, "email")) return holds;
    return violated("200", `422 ${quote(view.answer.raw.body)}`, [belief.lastWriteSeq, seq]);
  },
});

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
      let found: RuleOutcome | undefined;
      for (const { id, email } of usersIn(view) ?? []) {
        // Whoever sees that the public user still has it.
        const suspect = suspects.get(id);
        if (suspect?.email === email && view.sent.startUs >= suspect.takenUs) {
          suspects.delete(id);
          found = violated(
            "422: has already been taken",
            `${suspect.status} for ${quote(email)}, which user ${id} has`,
            [suspect.seq, suspect.takenSeq, view.seq],
          );
        }
        if (view.token === "anonymous") seen.set(email, { seq: view.seq, id });
      }
      return found;
    }
    const email = view.fields?.email;
    const holder = typeof email === "string" ? seen.get(email) : undefined;
    if (holder === undefined || typeof email !== "string" || !decided(view)) return undefined;
    if (view.token !== "A" && view.token !== "B") return undefined;
    const { status } = view.answer;
    if (status === 422) {
      // Public e-mails are well-formed and short: no other text is about them.
      const message = fieldErrorsIn(view)?.find(({ field }) => field === "email")?.message;
      return message === undefined || /\b(?:taken|invalid|long)\b/.test(message)
        ? holds
        : violated(quote("has already been taken"), `email: ${quote(message)}`, [holder.seq, view.seq]);
    }
    if (userIn(view) === undefined || view.id === holder.id) return undefined;
    const taken = { takenSeq: view.seq, takenUs: view.endUs, status };
    if (suspects.size < kept) suspects.set(holder.id, { ...holder, email, ...taken });
    return undefined;
  },
});
