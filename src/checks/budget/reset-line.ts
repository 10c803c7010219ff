import { inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { burstRefill, type Call, leastShown, mostReturned, type TrailStep } from "./budget-trail.ts";
import type { Line } from "./reset-fit.ts";

/**
 * Reset where it is the time until a bucket is full. Then both headers speak of one and the same refill: nothing missing is
 * nothing to wait for, no more comes back than Reset admits, and all is back once it has passed.
 */
export interface ResetLine {
  add(step: TrailStep): RuleOutcome | undefined;
}

/** How much of the limit must be amiss, and after how many pauses; a slope of whole seconds is as much off. */
const leastAmiss = 0.1;
const fewestCalls = 2.5;
const fewestAmiss = 2;
/** What whole calls may hide of what came back. */
const roundedCalls = 1.5;
const tolerance = 0.1;
const toleranceS = 0.5;
/** A restart gives all back at once: no single step may bring more of what is amiss, but where nothing is left after it. */
const mostAtOnce = 0.6;
/** As much more may be admitted while none remains: rounding, and a Remaining that lags a call. */
const mostAtNone = 3.5;
/** Own calls that cost exactly one, and no other spending among them. */
const surelyAlone = 30;
/** All is back after so many times as long as Reset says. */
const surelyFull = 1.5;
/** A refused call is judged once so many should be back. */
const surelyBack = 2;

/** The least that a burst's second call or later has shown. */
interface Point {
  readonly call: Call;
  readonly endUs: number;
}

interface Pause {
  readonly before: Point;
  readonly calls: number;
  /** When the first call after it left. */
  readonly startUs: number;
}

/** A pause after which too little was back: the share of what Reset promised, give or take what whole calls hide. */
interface Amiss {
  readonly seqs: readonly number[];
  readonly share: number;
  readonly rounding: number;
}

const seqsOf = ({ seqs }: Amiss) => seqs;

/** A refill that is slower than Reset says is so by the same factor each time; what others take varies. */
const differ = (amiss: readonly Amiss[]): boolean => {
  const shares = amiss.map(({ share }) => share);
  const rounding = Math.max(...amiss.map((one) => one.rounding));
  return Math.max(...shares) - Math.min(...shares) > rounding;
};

interface Empty {
  readonly seq: number;
  readonly sinceUs: number;
  readonly strikes: readonly number[];
}

export const createResetLine = (): ResetLine => {
  let limit: number | undefined;
  let last: Point | undefined;
  let pause: Pause | undefined;
  let own = 0;
  let others = 0;
  let amiss: readonly Amiss[] = [];
  /** What came back beyond what Reset admits, since it was least. */
  let excess = 0;
  let excessSeqs: number[] = [];
  /** Since the last answer that counts: calls, and when it was. */
  let calls = 0;
  let fresh: Point | undefined;
  let empty: Empty | undefined;
  let said = false;
  /** Seconds of pauses in which all came back that should: a burst takes no time, and shows nothing of who calls every second. */
  let quietS = 0;

  const once = (expected: string, received: string, seqs: Iterable<number>): RuleOutcome => {
    said = true;
    return violated(expected, received, [...new Set(seqs)].slice(-20));
  };
  const comesBack = "X-RateLimit-Reset is the time in which what is missing comes back";
  const isAlone = () => own >= surelyAlone && others <= 1;

  /** What a pause should have brought back, by the second answer after it: the first may show what was left before. */
  const tooLittle = ({ before, calls: between, startUs }: Pause, { call }: Point, line: Line, factor: number) => {
    const back = call.remaining - before.call.remaining + between;
    const waitedS = (startUs - before.endUs) / 1e6;
    const missing = line.limit - before.call.remaining;
    const least = Math.min(waitedS / line.slope, missing);
    const isFull = waitedS > surelyFull * missing * line.slope + 1;
    quietS = back >= least - fewestCalls ? quietS + Math.min(waitedS, missing * line.slope) : 0;
    others += Math.max(0, -back); // A refill that fails gives nothing; only others' calls take away.
    const enough = isFull ? missing - fewestCalls : least / factor - Math.max(fewestCalls, leastAmiss * line.limit);
    if (back >= enough || !isAlone()) return undefined;
    amiss = [...amiss, { seqs: [before.call.seq, call.seq], share: back / least, rounding: roundedCalls / least }];
    others += differ(amiss) ? 2 : 0;
    const text = `${back} came back in ${waitedS.toFixed(1)} s, where Reset promises ${Math.round(least)}`;
    return amiss.length < fewestAmiss || !isAlone()
      ? inconclusive(`${text}; once may be another program`)
      : once(comesBack, text, amiss.flatMap(seqsOf));
  };

  /** @param calls admitted between the two, and with the second */
  const tooMuch = (from: Point, to: Point, calls: number, line: Line, factor: number): RuleOutcome | undefined => {
    const back = to.call.remaining - from.call.remaining + calls;
    const most = ((to.endUs - from.call.startUs) / 1e6 / line.slope) * factor;
    const none = to.call.remaining <= 1;
    const allowed = none ? mostAtNone : Math.max(2 * fewestCalls, 1.5 * leastAmiss * line.limit);
    const more = none ? back - most : Math.min(back - most, mostAtOnce * allowed);
    excess = Math.max(0, excess + more);
    if (excess === 0) excessSeqs = [];
    else if (more > 0) excessSeqs = [...excessSeqs, from.call.seq, to.call.seq].slice(-20);
    if (excess <= allowed) return undefined;
    const text = `${Math.ceil(excess)} more came back than ${line.slope.toFixed(2)} s of Reset a call admit`;
    return once(comesBack, text, excessSeqs);
  };

  /** A bucket that was empty at worst gives a call back each so many seconds, whoever asks meanwhile. */
  const refused = (call: Call, line: Line | undefined): RuleOutcome | undefined => {
    empty ??= { seq: call.seq, sinceUs: call.endUs, strikes: [] };
    const waitedS = (call.startUs - empty.sinceUs) / 1e6;
    if (line === undefined || line.limit !== call.limit || waitedS / line.slope < surelyBack || !isAlone())
      return undefined;
    empty = { ...empty, strikes: [...empty.strikes, call.seq] };
    if (quietS < waitedS)
      return inconclusive(`429 ${waitedS.toFixed(1)} s after the first: others may have taken what came back`);
    const text = `still 429 ${waitedS.toFixed(1)} s after the first, where Reset promises a call each ${line.slope.toFixed(2)} s`;
    return empty.strikes.length < fewestAmiss
      ? inconclusive(`${text}; once may be another program`)
      : once("a refused call leaves the budget alone, and what is missing comes back", text, [
          empty.seq,
          ...empty.strikes,
        ]);
  };

  return {
    add: ({ call, group, windowS, line, sinceUs }) => {
      if (said) return undefined;
      if (call?.admitted === true) empty = undefined;
      else if (call !== undefined && call.startUs === sinceUs) {
        const found = refused(call, line);
        if (found !== undefined) return found;
      }
      if (group === undefined) return undefined;
      const least = group.lost > 0 ? undefined : leastShown(group.calls);
      if (least?.resetS === undefined) {
        // A refusal leaves what was there, which is nothing: the pause begins with it.
        if (group.lost > 0 || least !== undefined) last = fresh = undefined;
        else if (last !== undefined) last = { ...last, endUs: group.endUs };
        pause = undefined;
        return undefined;
      }
      const admitted = group.calls.filter((one) => one.admitted).length;
      calls += admitted;
      const point = { call: least, endUs: group.endUs };
      const before = last;
      last = point;
      if (limit !== least.limit) {
        limit = least.limit;
        pause = fresh = undefined;
        return undefined;
      }
      if (before === undefined) return undefined;
      if (mostReturned(least.limit, windowS, group.endUs - before.endUs) >= burstRefill) {
        // What the first call after a pause shows may be what was left before it: the next pause joins that one.
        pause = { before: pause?.before ?? before, calls: (pause?.calls ?? 0) + admitted, startUs: group.startUs };
        return undefined;
      }
      const ended = pause === undefined ? undefined : { ...pause, calls: pause.calls + admitted };
      pause = undefined;
      if (ended === undefined) {
        own += admitted;
        others += Math.max(0, before.call.remaining - least.remaining - admitted);
      }
      const from = fresh;
      fresh = point;
      const between = calls;
      calls = 0;
      if (line === undefined || line.limit !== least.limit) return undefined;
      if (line.atFull < -1.5 - 2 * line.slope)
        return once(
          "X-RateLimit-Reset is 0 when X-RateLimit-Limit calls remain, and not before",
          `it grows by ${line.slope.toFixed(2)} s a call, and would be 0 with ${Math.round(-line.atFull / line.slope)} of ${least.limit} missing`,
          [before.call.seq, least.seq],
        );
      const factor = 1 + tolerance + toleranceS / (line.slope * line.limit);
      const more = from === undefined ? undefined : tooMuch(from, point, between, line, factor);
      return more ?? (ended === undefined ? undefined : tooLittle(ended, point, line, factor));
    },
  };
};
