import { holds, inconclusive, type RuleOutcome, violated } from "../../contract/verdict.ts";
import { createPrices, type Prices } from "../budget/budget-prices.ts";
import { createBudgetReturns, oldSpending, type TooMuch } from "../budget/budget-returns.ts";
import { type Call, distances, type Group, mostReturned, type TrailStep } from "../budget/budget-trail.ts";
import { createPriceRhythm } from "../budget/price-rhythm.ts";
import { statefulRule } from "../rule.ts";

/** So many falls by one same number greater than one, and hardly any other, are no coincidence, whoever else is on the token. */
const many = 12;
/** A sequential step quicker than this leaves no room for another client calling in turn with us. */
const tightUs = 120_000;

/** So many calls of a violation are named. */
const mostSeqs = 20;
/** So many calls of one kind at once show its price. */
const fewestAtOnce = 4;
/** Taken to be the shortest window where nothing has shown a longer one: calls at once that show one number are no quick refill then. */
const leastWindowS = 2;
/** So many answers, so many of them to calls at once, with one and the same Remaining: nothing shows that calls are counted. */
const manyAlike = { calls: 100, together: 24 } as const;

/** The only number that Remaining has had on a token; undefined once there was a second one. */
interface Alike {
  readonly remaining: number;
  calls: number;
  together: number;
}

/** How far Remaining fell from call to call, on any token. */
interface Falls {
  readonly times: Map<number, number>;
  readonly seqs: number[];
}

/** Bursts one after the other, in which Remaining did not rise. */
interface Repeats {
  readonly limit: number;
  readonly startUs: number;
  readonly endUs: number;
  readonly lowest: number;
  /** What had been spent before them, and may come back meanwhile. */
  readonly old: number;
  /** Numbers that came more often than twice. */
  readonly excess: number;
  readonly calls: readonly Call[];
}

interface State {
  readonly repeats: Map<string, Repeats>;
  readonly returns: ReturnType<typeof createBudgetReturns>;
  readonly prices: Prices;
  /** Calls in a row, changes of Remaining among them, and what divides them all. */
  grain: { readonly seqs: number[]; changes: number; divisor: number };
  falls: Falls;
  readonly rhythms: Map<string, ReturnType<typeof createPriceRhythm>>;
  readonly alike: Map<string, Alike | undefined>;
}

/** Now and then a refill makes a fall one smaller, or another program makes it larger. */
const usualPerOdd = 16;

const noFalls = (): Falls => ({ times: new Map(), seqs: [] });

/** Counts the falls of one burst; violated once each call has shown to cost more than one. */
const countFalls = (state: State, burst: readonly number[], seqs: readonly number[]): RuleOutcome | undefined => {
  const { falls } = state;
  for (const seq of seqs) if (!falls.seqs.includes(seq)) falls.seqs.push(seq);
  if (falls.seqs.length > mostSeqs) falls.seqs.splice(0, falls.seqs.length - mostSeqs);
  for (const by of burst) if (by > 0) falls.times.set(by, (falls.times.get(by) ?? 0) + 1);
  let total = 0;
  let usual = { by: 0, times: 0 };
  for (const [by, times] of falls.times) {
    total += times;
    if (times > usual.times) usual = { by, times };
  }
  if (usual.by < 2 || usual.times < many || (total - usual.times) * usualPerOdd > usual.times) return undefined;
  state.falls = noFalls();
  return violated("one call costs 1", `${usual.times} of ${total} calls cost ${usual.by}`, falls.seqs);
};

const seqsOf = (calls: readonly Call[]): readonly number[] =>
  [...new Set(calls.map(({ seq }) => seq))].slice(-mostSeqs);

const backTooMuch = ({ returned, calls }: TooMuch): RuleOutcome =>
  violated(
    "X-RateLimit-Remaining falls by 1 with each call of a burst",
    `over ${new Set(calls.map(({ seq }) => seq)).size} calls it fell by ${returned} less than that: ${calls
      .slice(-8)
      .map(({ remaining }) => remaining)
      .join(", ")}`,
    seqsOf(calls),
  );

/** Refused answers are the matter of refusals-cost-too. */
const paid = (call: Call): boolean => !call.refusal;

/** The same number again and again in parallel bursts, and none that rose from one to the next: calls that were not counted. */
const repeated = ({ calls, startUs, endUs }: Group, step: TrailStep, state: State): RuleOutcome | undefined => {
  const { token, before } = step;
  const windowS = Math.max(leastWindowS, step.windowS);
  const admitted = calls.filter((call) => call.admitted);
  const [first] = admitted;
  if (first === undefined || admitted.length < 3 || admitted.some(({ limit }) => limit !== first.limit))
    return undefined;
  const times = new Map<number, number>();
  for (const { remaining } of admitted) times.set(remaining, (times.get(remaining) ?? 0) + 1);
  // A gateway of a window may come in between: then every number can come twice.
  let excess = 0;
  for (const count of times.values()) excess += Math.max(0, count - 2);
  const { limit } = first;
  const lowest = Math.min(...times.keys());
  const earlier = state.repeats.get(token);
  // After an edge of a window, or a whole one, what was spent in the bursts themselves may be back.
  const goesOn =
    earlier?.limit === limit &&
    endUs - earlier.startUs < windowS * 1e6 &&
    Math.max(...times.keys()) <= earlier.lowest + mostReturned(limit, windowS, startUs - earlier.endUs) + 1;
  // A bucket gives nothing back at once.
  const old = step.line === undefined ? oldSpending(limit, lowest, before) : 0;
  const from = goesOn ? earlier : { startUs, old, excess: 0, calls: [] };
  const all = { ...from, limit, lowest, endUs, excess: from.excess + excess, calls: [...from.calls, ...admitted] };
  const refill = mostReturned(limit, windowS, endUs - all.startUs);
  state.repeats.set(token, all);
  if (all.excess <= all.old + refill + 1) return refill < 1 ? holds : undefined;
  state.repeats.delete(token);
  const shown = all.calls.slice(-mostSeqs).map(({ remaining }) => remaining);
  return violated(
    `${all.calls.length} calls leave as many numbers`,
    `Remaining ${shown.join(", ")}`,
    seqsOf(all.calls),
  );
};

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

const noGrain = () => ({ seqs: [], changes: 0, divisor: 0 });
/** So many changes, all by multiples of three or more, are no coincidence. */
const fewestChanges = 8;

/** Remaining that is only ever shown in steps. */
const coarse = (state: State, from: Call, to: Call): RuleOutcome | undefined => {
  const { grain } = state;
  // What comes back between calls that leave evenly is the same each time.
  if (from.limit !== to.limit || to.remaining >= from.remaining) return undefined;
  grain.changes++;
  grain.divisor = greatestDivisor(grain.divisor, from.remaining - to.remaining);
  grain.seqs.push(to.seq);
  if (grain.divisor < 3) state.grain = noGrain();
  else if (grain.changes >= fewestChanges) {
    const { divisor, seqs } = grain;
    state.grain = noGrain();
    return violated("Remaining falls by 1 a call", `it only ever changes by multiples of ${divisor}`, seqs);
  }
  return undefined;
};

/** What calls of one kind cost that were sent at once: a price shows whatever comes back between one call and the next. */
const pricesAtOnce = (calls: readonly Call[], { prices }: State): RuleOutcome | undefined => {
  const [first] = calls;
  if (first === undefined || calls.length < fewestAtOnce) return undefined;
  const { kind, method } = first;
  if (calls.some((call) => call.refusal || call.kind !== kind || call.method !== method)) return undefined;
  const sorted = [...calls].sort((a, b) => b.remaining - a.remaining);
  const fallTo = (call: Call, at: number) => (sorted[at]?.remaining ?? call.remaining) - call.remaining;
  const steps = sorted.slice(1);
  // Where Remaining lags, or something came back meanwhile, one call stands apart.
  const apart = Math.max(...steps.map(fallTo));
  const most = steps.map(fallTo).indexOf(apart);
  let found: RuleOutcome | undefined;
  for (const [at, to] of steps.entries()) {
    const from = sorted[at];
    if (from === undefined || at === most) continue;
    // Whichever call of a step pays, it is of this kind.
    const other = prices.add(from, to, [kind, method, `${kind} before`, `${method} before`]);
    if (other !== undefined) found ??= violated("every kind of call costs 1", other.text, other.seqs);
  }
  return found;
};

const countAlike = ({ calls }: Group, token: string, { alike }: State): void => {
  const [first] = calls;
  if (first === undefined) return;
  const seen = alike.has(token) ? alike.get(token) : { remaining: first.remaining, calls: 0, together: 0 };
  if (seen === undefined || calls.some(({ remaining }) => remaining !== seen.remaining)) {
    alike.set(token, undefined);
    return;
  }
  seen.calls += calls.length;
  if (calls.length > 2) seen.together += calls.length;
  alike.set(token, seen);
};

const neverMoved = ({ alike }: State): readonly RuleOutcome[] =>
  [...alike].flatMap(([token, seen]) =>
    seen !== undefined && seen.calls >= manyAlike.calls && seen.together >= manyAlike.together
      ? [
          inconclusive(
            `Remaining was ${seen.remaining} in each of ${seen.calls} answers to ${token}: nothing shows whether calls are counted`,
          ),
        ]
      : [],
  );

const judgeGroup = (step: TrailStep, state: State): readonly RuleOutcome[] => {
  const { group, token, windowS } = step;
  if (group === undefined) return [];
  countAlike(group, token, state);
  const found: RuleOutcome[] = [];
  const rhythm = state.rhythms.get(token) ?? createPriceRhythm();
  state.rhythms.set(token, rhythm);
  const regular = rhythm.add(step);
  if (regular !== undefined) {
    const { every, by, times, seqs } = regular;
    const which = by === "call" ? `every ${every}th costs more` : `one number of ${every} is left out`;
    found.push(violated("every call costs 1", `${which}, ${times} times`, seqs));
  }
  const fell = state.returns.add(step);
  if (fell !== undefined) {
    const { from, to, tightRefill } = fell;
    // Whichever call of a step pays, some other must be at fault.
    const later = state.returns.tooMuch(token, windowS, "later", paid);
    const earlier = later === undefined ? undefined : state.returns.tooMuch(token, windowS, "earlier", paid);
    if (later !== undefined && earlier !== undefined) {
      found.push(backTooMuch(later));
      state.returns.forget(token);
    } else if (mostReturned(to.limit, windowS, to.endUs - from.startUs) < 1 && from.remaining - to.remaining === 1) {
      found.push(holds);
    }
    const other = state.prices.add(
      from,
      to,
      [
        ...(to.refusal ? [] : [to.kind, to.method]),
        ...(from.refusal ? [] : [`${from.kind} before`, `${from.method} before`]),
      ],
      tightRefill,
    );
    if (other !== undefined) found.push(violated("every kind of call costs 1", other.text, other.seqs));
    const grains = coarse(state, from, to);
    if (grains !== undefined) found.push(grains);
    if (to.endUs - from.startUs <= tightUs) {
      const dear = countFalls(state, [from.remaining - to.remaining], [from.seq, to.seq]);
      if (dear !== undefined) found.push(dear);
    }
  } else if (group.calls.length > 1) {
    const outcome = repeated(group, step, state);
    if (outcome !== undefined) found.push(outcome);
    const admitted = group.calls.filter((call) => call.admitted);
    const dearKind = group.lost === 0 ? pricesAtOnce(admitted, state) : undefined;
    if (dearKind !== undefined) found.push(dearKind);
    if (admitted.length > 2) {
      const dear = countFalls(state, distances(admitted), seqsOf(admitted));
      if (dear !== undefined) found.push(dear);
    }
  }
  return found;
};

/**
 * Others may spend from the same token, so a larger fall proves nothing by itself; a fall that is missing does, once it is
 * more than a refill, returns of what was spent before, and one edge of a window explain.
 */
export const remainingFallsWithUse = statefulRule({
  id: "remaining-falls-with-use",
  sentence: "within a burst each call takes one from X-RateLimit-Remaining",
  clause: "rate limit",
  level: "must",
  sources: ["guide G8", "facts 7.5"],
  start: (): State => ({
    repeats: new Map(),
    returns: createBudgetReturns(),
    prices: createPrices(),
    grain: noGrain(),
    falls: noFalls(),
    rhythms: new Map(),
    alike: new Map(),
  }),
  budget: judgeGroup,
  end: neverMoved,
});
