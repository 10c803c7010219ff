import { userFields } from "../../contract/resources.ts";
import { isAbsolute, pathOf } from "../../contract/route.ts";
import { holds, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { createDeferredViolations, type DeferredViolations, violateOrDefer } from "../deferred-violation.ts";
import { decided, hasToken, quote, surelyValid, userIn } from "../evidence.ts";
import { rule, statefulRule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const validCreateIsAccepted = rule({
  id: "valid-create-is-accepted",
  sentence: "a user with four valid values and a free e-mail is created and answers 201",
  clause: "create",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 1.7", "facts 1.9", "facts 3.1", "facts 3.9"],
  on: ["createUser"],
  judge: (view) => {
    if (!hasToken(view) || !decided(view) || !surelyValid(view)) return undefined;
    if (view.answer.status === 201) return holds;
    // Whether an id in the body is ignored or refused is open (facts 11.7 has it for updates only).
    if (view.answer.status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    const received = `${view.answer.status} ${quote(view.answer.raw.body)} to ${quote(view.fields)}`;
    return violated("201 and the new user", received, [view.seq]);
  },
});

export const createEchoesInput = rule({
  id: "create-echoes-input",
  sentence: "a created user is shown with the values sent, gender and status in lower case",
  clause: "create",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 1.7", "facts 1.9"],
  on: ["createUser"],
  statuses: [201],
  judge: (view) => {
    const user = userIn(view);
    const stored = view.prediction?.stored;
    if (user === undefined || stored === undefined) return undefined;
    for (const field of userFields) {
      const wanted = stored[field];
      if (wanted !== undefined && user[field] !== wanted) {
        return violated(`${field} ${quote(wanted)}`, `${field} ${quote(user[field])}`, [view.seq]);
      }
    }
    return holds;
  },
});

/** Whether the service still sends Location is an open question since its relaunch; where it does, it must be true. */
export const locationNamesTheUser = rule({
  id: "location-names-the-user",
  sentence: "the Location of a created user, where there is one, leads to that user",
  clause: "create",
  level: "must",
  sources: ["facts 3.1", "RFC 9110 10.2.2"],
  on: ["createUser"],
  statuses: [201],
  judge: (view) => {
    const user = userIn(view);
    const location = view.answer.headers.get("location");
    if (user === undefined || location === undefined) return undefined;
    // The host may be a public name that a proxy hides from us; the path may not.
    const path = isAbsolute(location) ? new URL(location).pathname.replace(/\/$/, "") : "";
    const wanted = pathOf("getUser", user.id);
    if (path.endsWith(wanted)) return holds;
    return violated(`an absolute URL that ends in ${wanted}`, quote(location), [view.seq]);
  },
});

export const idsAreNew = rule({
  id: "ids-are-new",
  sentence: "a created user has an id of the service's choice, that no other user has or had",
  clause: "create",
  level: "must",
  sources: ["facts 1.2"],
  on: ["createUser"],
  statuses: [201],
  judge: (view) => {
    const user = userIn(view);
    if (user === undefined) return undefined;
    if (view.fields?.id === user.id) {
      return violated("an id of the service's choice", `id ${quote(user.id)}, which the body had`, [view.seq]);
    }
    // Ids may begin anew with the daily reset; the same user under one does not.
    const stranger = view.world.strangers.get(user.id);
    if (stranger !== undefined && stranger.email === user.email && stranger.seenUs <= view.sent.startUs) {
      return violated("a new user", `id ${quote(user.id)}, a user who was there before`, [stranger.seq, view.seq]);
    }
    const gone = view.world.gone.get(user.id);
    // A deletion that was under way together with the create, as far as a recording shows, may be of this very user.
    const deleted = gone === undefined || gone.atUs > view.sent.startUs ? undefined : gone.seq;
    const earlier = view.world.beliefs.get(user.id)?.createdSeq ?? deleted;
    return earlier === undefined
      ? holds
      : violated("an id never seen before", `id ${quote(user.id)}, which another user has or had`, [earlier, view.seq]);
  },
});

interface Made {
  readonly id: number;
  readonly seq: number;
  readonly atUs: number;
}

interface State {
  /** The user with the highest id that each caller has made. */
  readonly highest: Map<string, Made>;
  readonly deferred: DeferredViolations;
}

/**
 * Creates that overlap may be numbered either way, and a service that has dropped all data may count from anew: only what
 * the older user outlives is held against it.
 */
export const idsGrow = statefulRule({
  id: "ids-grow",
  sentence: "a user created later has a greater id",
  clause: "create",
  level: "must",
  sources: ["facts 1.2"],
  start: (): State => ({ highest: new Map(), deferred: createDeferredViolations() }),
  judge: (view, { highest, deferred }): readonly RuleOutcome[] => {
    const settled = deferred.settledBy(view);
    const user = view.operation?.id === "createUser" && view.answer.status === 201 ? userIn(view) : undefined;
    // The entries of a recording may be of many days, and of clocks that disagree.
    if (user === undefined || view.exchange.gaps?.before === true) return settled;
    const { id } = user;
    const before = highest.get(view.token);
    if (before === undefined || id > before.id) highest.set(view.token, { id, seq: view.seq, atUs: view.endUs });
    // The same id again is the matter of ids-are-new.
    if (before === undefined || id === before.id || view.sent.startUs < before.atUs) return settled;
    if (id > before.id) return [...settled, holds];
    const charge = { expected: `an id above ${quote(before.id)}`, received: `id ${quote(id)}` };
    return [
      ...settled,
      ...violateOrDefer(view, deferred, {
        sinceUs: view.endUs,
        settle: (alive, seq) => (alive.id === before.id ? { ...charge, seqs: [before.seq, view.seq, seq] } : undefined),
        otherwise: { ...charge, seqs: [before.seq, view.seq] },
      }),
    ];
  },
  end: ({ deferred }, world) =>
    deferred.atEnd(world, "ids began anew, perhaps because the service has dropped all data in between"),
});
