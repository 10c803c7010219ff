import { headerOf } from "../../contract/exchange.ts";
import { userFields } from "../../contract/resources.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { decided, named, ownAlive, quote, surelyValid, userIn } from "../evidence.ts";
import { rule, statefulRule } from "../rule.ts";
import { believedRead, createRecentWrites, unexplainedValueIn } from "../unexplained-value.ts";

export const validUpdateIsAccepted = rule({
  id: "valid-update-is-accepted",
  sentence: "valid values for some, all or none of the fields of one's own user answer 200, by PATCH and by PUT",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 3.4", "facts 3.5", "facts 3.6"],
  on: ["putUser", "patchUser"],
  judge: (view) => {
    const { status, raw } = view.answer;
    if (!ownAlive(view) || !decided(view) || status === 404 || !surelyValid(view)) return undefined;
    if (status === 200) return holds;
    return violated("200", `${status} ${quote(raw.body)} to ${named(view)} ${quote(view.fields)}`, [view.seq]);
  },
});

export const updateKeepsTheId = rule({
  id: "update-keeps-the-id",
  sentence: "an update answers with the user it names, whose id stays as it was",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 1.2"],
  on: ["putUser", "patchUser"],
  statuses: [200],
  judge: (view) => {
    const user = userIn(view);
    if (user === undefined || view.id === undefined) return undefined;
    return user.id === view.id ? holds : violated(`id ${view.id}`, `id ${quote(user.id)}`, [view.seq]);
  },
});

export const updateEchoesNamedFields = rule({
  id: "update-echoes-named-fields",
  sentence: "an update shows the values it was sent",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 1.3", "facts 1.9", "facts 3.4"],
  on: ["putUser", "patchUser"],
  statuses: [200],
  judge: (view) => {
    const user = userIn(view);
    const stored = view.prediction?.stored;
    if (user === undefined || stored === undefined || view.prediction?.unknown !== undefined) return undefined;
    for (const field of userFields) {
      const wanted = stored[field];
      if (wanted !== undefined && user[field] !== wanted) {
        return violated(`${field} ${quote(wanted)}`, `${field} ${quote(user[field])}`, [view.seq]);
      }
    }
    return holds;
  },
});

export const updateKeepsUnnamedFields = statefulRule({
  id: "update-keeps-unnamed-fields",
  sentence: "an update leaves the fields it does not name as they were, by PATCH and by PUT",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 3.4", "facts 3.5"],
  on: ["putUser", "patchUser"],
  statuses: [200],
  start: createRecentWrites,
  judge: (view, recent) => {
    const user = userIn(view);
    const { belief, prediction } = view;
    if (user === undefined || belief === undefined || belief.weak || prediction === undefined) return undefined;
    if (user.id !== belief.id || prediction.unknown !== undefined) return undefined;
    const unnamed = userFields.filter((field) => !prediction.named.has(field));
    const unexplained = unexplainedValueIn(view, belief, user, recent, unnamed);
    return unexplained === undefined
      ? holds
      : violated(unexplained.expected, unexplained.received, [belief.lastSeenSeq, view.seq]);
  },
});

const formType = /^application\/x-www-form-urlencoded\s*(;|$)/i;

export const formBodiesAreRead = rule({
  id: "form-bodies-are-read",
  sentence: "an update with a form-encoded body does as one in JSON does",
  clause: "update",
  level: "observed",
  sources: ["facts 12.4"],
  on: ["patchUser", "putUser"],
  judge: (view) => {
    const { request } = view.sent;
    if (!formType.test(headerOf(request, "content-type") ?? "") || request.body === undefined) return undefined;
    const { status, raw } = view.answer;
    if (view.exchange.gaps !== undefined || status === 429 || status >= 500 || !ownAlive(view)) return undefined;
    const form = new URLSearchParams(request.body);
    const sent = userFields.flatMap((field) => {
      const value = form.get(field);
      // Whether a value is valid is judged of JSON; this one certainly is.
      return value !== null && /^[A-Z][A-Za-z ]{0,50}$/.test(value) && field === "name"
        ? [[field, value] as const]
        : [];
    });
    if (sent.length === 0 || sent.length !== [...form.keys()].length) return undefined;
    const user = userIn(view);
    return status === 200 && user !== undefined && sent.every(([field, value]) => user[field] === value)
      ? holds
      : violated(`200 with ${quote(Object.fromEntries(sent))}`, `${status} ${quote(raw.body)} to ${named(view)}`, [
          view.seq,
        ]);
  },
});

export const writesTouchOneRecord = statefulRule({
  id: "writes-touch-one-record",
  sentence: "a write changes the user it names and no other",
  clause: "update",
  level: "must",
  sources: ["guide G5", "facts 3.4"],
  start: createRecentWrites,
  judge: (view, recent) => {
    recent.add(view);
    const read = believedRead(view);
    if (read === undefined) return undefined;
    // Nothing to learn unless another record was written since this one was last seen.
    if (recent.elsewhere(read.user.id, read.belief.lastSeenSeq) === undefined) return undefined;
    const unexplained = unexplainedValueIn(view, read.belief, read.user, recent);
    if (unexplained === undefined) return holds;
    if (unexplained.cause !== "another record's write") return undefined;
    return violated(unexplained.expected, unexplained.received, [unexplained.seq, view.seq]);
  },
});
