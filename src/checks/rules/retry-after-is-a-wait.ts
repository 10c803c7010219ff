import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { type Call, isAlone, minuteS, resetSlackS, type TrailStep } from "../budget/budget-trail.ts";
import { integerHeader, provesToken, quote } from "../evidence.ts";
import { statefulRule, type View } from "../rule.ts";

/** Seconds to wait; undefined: no number of seconds and no date; "no date": nothing to read the date against. */
const waitOf = (text: string, date: string | undefined): number | "no date" | undefined => {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  // A date has letters in it: what else Date.parse takes for one is none.
  const atMs = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) return undefined;
  const nowMs = Date.parse(date ?? "");
  return Number.isNaN(nowMs) ? "no date" : (atMs - nowMs) / 1000;
};

interface Refusal {
  readonly seq: number;
  readonly endUs: number;
  readonly waitS: number;
}

/** The last Retry-After of one token, and what became of requests that kept to it. */
interface Waiting {
  /** The last refusal; undefined: it has no Retry-After, or something was admitted since. */
  last: Refusal | undefined;
  obeyed: number[];
  single: Call | undefined;
  alone: number;
  shared: boolean;
}

/** A request in time may be the loser against another program, once or twice. */
const fewestObeyed = 3;
const waited = (waiting: Waiting, call: Call): RuleOutcome | undefined => {
  const { last, obeyed } = waiting;
  if (last === undefined) return undefined;
  // A part of a second may have been rounded down.
  const waitS = Math.max(1, last.waitS);
  if (call.startUs < last.endUs + waitS * 1e6) return undefined;
  obeyed.push(...(obeyed.length === 0 ? [last.seq] : []), call.seq);
  if (obeyed.length <= fewestObeyed) return inconclusive("refused after waiting out Retry-After, once or twice");
  waiting.obeyed = [];
  return !isAlone(waiting)
    ? inconclusive("refused after waiting out Retry-After, but other programs may spend from this token")
    : violated(`admitted after ${waitS} s, by Retry-After`, `429 again, ${fewestObeyed} times`, obeyed);
};

const noteOthers = (waiting: Waiting, { group }: TrailStep): void => {
  if (group === undefined) return;
  const [only] = group.calls;
  const single = group.calls.length === 1 && group.lost === 0 && only?.admitted === true ? only : undefined;
  const fall = single === undefined || waiting.single === undefined ? 0 : waiting.single.remaining - single.remaining;
  if (fall === 1) waiting.alone++;
  if (fall > 1) waiting.shared = true;
  waiting.single = single;
};

const done = (step: TrailStep, tokens: Map<string, Waiting>): RuleOutcome | undefined => {
  const { token, call, observation, sinceUs } = step;
  const waiting = tokens.get(token) ?? {
    last: undefined,
    obeyed: [],
    single: undefined,
    alone: 0,
    shared: false,
  };
  tokens.set(token, waiting);
  noteOthers(waiting, step);
  if (call === undefined) return undefined;
  if (call.admitted) {
    waiting.last = undefined;
    waiting.obeyed = [];
    return undefined;
  }
  // Nothing of ours was in flight when it left.
  const found = call.startUs === sinceUs ? waited(waiting, call) : undefined;
  const headers = observation.answer?.headers;
  const text = headers?.get("retry-after")?.trim();
  const waitS = text === undefined ? undefined : waitOf(text, headers?.get("date"));
  waiting.last = typeof waitS === "number" && waitS >= 0 ? { seq: call.seq, endUs: call.endUs, waitS } : undefined;
  return found;
};

const judge = (view: View): RuleOutcome | undefined => {
  const text = view.answer.headers.get("retry-after")?.trim();
  if (text === undefined || !provesToken(view) || view.exchange.gaps?.headers === true) return undefined;
  const received = `Retry-After: ${quote(text)}`;
  const waitS = waitOf(text, view.answer.headers.get("date"));
  if (waitS === undefined) return violated("Retry-After: seconds, or a date", received, [view.seq]);
  if (waitS === "no date") return inconclusive("Retry-After is a date, and no Date says what time it was there");
  const resetS = integerHeader(view, "x-ratelimit-reset") ?? 0;
  const longestS = 2 * Math.max(minuteS, resetS) + resetSlackS;
  if (waitS > longestS) return violated(`${longestS} s to wait at the most`, `${received}, ${waitS} s`, [view.seq]);
  return waitS < -resetSlackS ? violated("a time to come", `${received}, ${-waitS} s ago`, [view.seq]) : holds;
};

/** That the service sends it at all is not known (facts 7.7): what it says there, a client obeys. */
export const retryAfterIsAWait = statefulRule({
  id: "retry-after-is-a-wait",
  sentence:
    "where a 429 has a Retry-After it is seconds or a date to come, no longer than twice the minute or the Reset beside it, and a request after it is admitted",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.1", "RFC 9110 10.2.3"],
  statuses: [429],
  start: () => new Map<string, Waiting>(),
  judge,
  budget: done,
});
