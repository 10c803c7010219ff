import { isBudgetHeader } from "../../contract/exchange.ts";
import { holds, violated } from "../../contract/verdict.ts";
import { hasQueryToken, hasToken, named, quote, sameJson } from "../evidence.ts";
import { createOperations, recordOperations } from "../operations.ts";
import { rule, statefulRule } from "../rule.ts";
import { unspecifiedInputOf } from "../unspecified-input.ts";

export const validTokenIsAccepted = rule({
  id: "valid-token-is-accepted",
  sentence: "a token the service has accepted is never answered 401 or 403",
  clause: "identity",
  level: "must",
  sources: ["guide G1", "facts 2.1", "facts 2.11"],
  judge: (view) => {
    if (!hasToken(view)) return undefined;
    const { status, raw } = view.answer;
    // A write to a public record (facts 11.4) and a request that cannot be read (facts 11.1) may be refused in any way.
    if (status === 403 && view.id !== undefined && view.belief === undefined && view.operation?.id !== "getUser") {
      return undefined;
    }
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return status === 401 || status === 403
      ? violated("an answer to a valid token", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq])
      : holds;
  },
});

export const invalidTokenAnswers401 = rule({
  id: "invalid-token-answers-401",
  sentence: "an unknown token answers 401 to every verb, lists and missing ids included",
  clause: "identity",
  level: "must",
  sources: ["facts 2.3"],
  judge: (view) => {
    const { status, raw } = view.answer;
    if (view.token !== "invalid") return undefined;
    if (status === 401) return holds;
    if (status === 429 || status >= 500) return undefined;
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated("401", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});

export const anonymousCreateAnswers401 = rule({
  id: "anonymous-create-answers-401",
  sentence: "creating without a token answers 401",
  clause: "identity",
  level: "must",
  sources: ["facts 2.4"],
  on: createOperations,
  judge: (view) => {
    const { status, raw } = view.answer;
    if (view.token !== "anonymous" || hasQueryToken(view)) return undefined;
    if (status === 401) return holds;
    if (status === 429 || status >= 500) return undefined;
    if (status >= 400 && unspecifiedInputOf(view) !== undefined) return undefined;
    return violated("401", `${status} ${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});

/** Longer than a window, so that one guest more on the same address explains no refusal of all. */
const leastRefusedS = 120;
const leastRefused = 5;

/** Whoever counts guests lets some through; where none ever is, reading needs a token. */
export const guestsAreAnswered = statefulRule({
  id: "guests-are-answered",
  sentence: "reading needs no token: who calls without one is not refused with 429 each time",
  clause: "identity",
  level: "must",
  sources: ["facts 2.2"],
  start: (): { answered: boolean; readonly refused: { readonly seq: number; readonly startUs: number }[] } => ({
    answered: false,
    refused: [],
  }),
  judge: (view, guests) => {
    if (view.token !== "anonymous" || hasQueryToken(view)) return undefined;
    if (view.answer.status !== 429) {
      guests.answered = true;
      return holds;
    }
    const { refused } = guests;
    // The first ones and the last are enough to tell.
    if (refused.length > leastRefused) refused.pop();
    refused.push({ seq: view.seq, startUs: view.sent.startUs });
    return undefined;
  },
  end: ({ answered, refused }) => {
    const forS = ((refused.at(-1)?.startUs ?? 0) - (refused[0]?.startUs ?? 0)) / 1e6;
    if (answered || refused.length < leastRefused || forS < leastRefusedS) return [];
    const received = `429 each time, for ${Math.round(forS)} s`;
    return [
      violated(
        "an answer to who calls without a token",
        received,
        refused.map(({ seq }) => seq),
      ),
    ];
  },
});

export const unauthorizedTexts = rule({
  id: "unauthorized-texts",
  sentence: 'a 401 says "Invalid token" to an unknown token and "Authentication failed" to a create without one',
  clause: "identity",
  level: "must",
  sources: ["facts 2.3", "facts 2.4", "facts 10.4"],
  statuses: [401],
  judge: (view) => {
    const { body, raw } = view.answer;
    const invalid = view.token === "invalid";
    const keyless = view.token === "anonymous" && view.operation?.action === "create" && !hasQueryToken(view);
    if ((!invalid && !keyless) || raw.cut === true || view.exchange.gaps?.body === true) return undefined;
    if (unspecifiedInputOf(view) !== undefined) return undefined;
    const wanted = { message: invalid ? "Invalid token" : "Authentication failed" };
    return body.kind === "json" && sameJson(body.value, wanted)
      ? holds
      : violated(quote(wanted), `${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});

export const unauthorizedHasNoBudget = rule({
  id: "unauthorized-has-no-budget",
  sentence: "without a valid token no answer carries rate-limit headers",
  clause: "identity",
  level: "observed",
  sources: ["facts 2.9", "facts 7.2"],
  judge: (view) => {
    const keyless = view.token === "anonymous" && !hasQueryToken(view);
    const refused = view.token === "invalid" && view.answer.status === 401;
    if ((!keyless && !refused) || view.exchange.gaps?.headers === true) return undefined;
    // Also where they are a box's: then all that can be said is that they are there.
    for (const [name] of view.answer.raw.headers) {
      if (!isBudgetHeader(name)) continue;
      return violated("no X-RateLimit headers", `${name} with ${view.answer.status} to ${named(view)}`, [view.seq]);
    }
    return holds;
  },
});

const wanted = { message: "Resource not found" };

export const notFoundText = rule({
  id: "not-found-text",
  sentence: 'a 404 for an id says "Resource not found"',
  clause: "identity",
  level: "must",
  sources: ["facts 3.2"],
  on: recordOperations,
  statuses: [404],
  judge: (view) => {
    const { body, raw } = view.answer;
    if (raw.cut === true || view.exchange.gaps?.body === true || unspecifiedInputOf(view) !== undefined)
      return undefined;
    return body.kind === "json" && sameJson(body.value, wanted)
      ? holds
      : violated(quote(wanted), `${quote(raw.body)} to ${named(view)}`, [view.seq]);
  },
});
