import fc from "fast-check";
import { defined } from "../contract/defined.ts";
import { hashOf } from "../contract/random.ts";
import { priceOf } from "../generators/commands.ts";
import { withUntried } from "../generators/hard-space.ts";
import type { Property, Step } from "../generators/step.ts";

/** One case, drawn and priced. */
export interface PlannedCase {
  readonly property: Property;
  readonly round: number;
  readonly steps: readonly Step[];
  readonly price: number;
}

export interface PlanOptions {
  readonly properties: readonly Property[];
  readonly seed: number;
  readonly hasSecondToken: boolean;
  /** X-RateLimit-Limit as first seen; undefined: the server names none. */
  readonly limit: number | undefined;
  /** What is left of the budget at the moment a case is drawn: what it takes to use it up. Default: all of the limit. */
  readonly remaining?: () => number | undefined;
  /** Hard values that earlier runs have tried: they come last. Absent: the choice is the seed's alone. */
  readonly tried?: ReadonlySet<string>;
  /** Requests to explore with. Default: no end. */
  readonly room?: number;
}

/** Why what needs another account is left out. */
export const noSecondToken = "no second token: set GOREST_SECOND_TOKEN to one of another account";

/** Why a property can't be put to the test here, whatever the budget. */
export const obstacle = ({ needs }: Property, { hasSecondToken, limit }: PlanOptions): string | undefined => {
  if (needs === "second token" && !hasSecondToken) return noSecondToken;
  if (needs === "rate limit headers" && limit === undefined) return "the server names no limit";
  return undefined;
};

/** Draws the case a property has in this round: a function of seed, property and round alone. @internal */
export const drawCase = (property: Property, round: number, options: PlanOptions): PlannedCase => {
  const seed = (options.seed ^ hashOf(`${property.id} ${round}`)) | 0;
  // Run numbers bias fast-check towards small values first; a later round should not start from them again.
  const drawn = fc.sample(property.cases, { seed, numRuns: 1 + (round % 8) }).at(-1);
  const steps = drawn ?? [];
  return { property, round, steps, price: priceOf(steps, options.remaining?.() ?? options.limit) };
};

/** Less than this share of a case shows too little. */
const leastPart = 1 / 4;

/** What the calls before leave of a limit, down to what a burst leaves. */
const leftOf = (limit: number, calls: number): number => Math.max(Math.ceil(limit / 10), limit - calls);

/**
 * The properties of the first round. One with the turn `first` comes before the divisible one that it follows where there is
 * room for it only so: of a small limit few requests show what is refused, and nothing else does.
 */
const firstRound = (able: readonly Property[], options: PlanOptions): readonly Property[] => {
  const { limit, room } = options;
  const round = able.filter(({ turn }) => turn !== "last");
  const [first, next] = round;
  if (first?.divisible !== true || next?.turn !== "first" || room === undefined) return round;
  const { price } = drawCase(first, 0, options);
  const remaining = limit === undefined ? {} : { remaining: () => leftOf(limit, price) };
  const behind = drawCase(next, 0, { ...options, ...remaining }).price;
  const before = drawCase(next, 0, options).price;
  return price + behind > room && room - before >= price * leastPart ? [next, first, ...round.slice(2)] : round;
};

/**
 * The cases to run, in order, without end: a first round through every property in the order of the suites, which is
 * cheapest and most telling first; then what comes last; then round after round of what can still find something.
 */
export function* cases(options: PlanOptions): Generator<PlannedCase> {
  const able = options.properties.filter((property) => obstacle(property, options) === undefined);
  const tried = options.tried === undefined ? undefined : new Set(options.tried);
  const draw = (property: Property, round: number): PlannedCase => {
    const drawn = drawCase(property, round, options);
    return tried === undefined ? drawn : { ...drawn, steps: withUntried(drawn.steps, tried, options.seed) };
  };
  for (const property of firstRound(able, options)) yield draw(property, 0);
  for (const property of able) if (property.turn === "last") yield draw(property, 0);
  const again = able.filter(({ turn = "every" }) => turn === "every");
  if (again.length === 0) return;
  for (let round = 1; ; round++) for (const property of again) yield draw(property, round);
}

/** As much of a case, from its first step on, as so many requests allow; the case itself where it fits, or is not divisible. */
export const partOf = (planned: PlannedCase, requests: number): PlannedCase => {
  const { property, steps, price } = planned;
  if (property.divisible !== true || price <= requests || requests < price * leastPart) return planned;
  for (let length = steps.length - 1; length > 0; length--) {
    const part = steps.slice(0, length);
    const less = priceOf(part, undefined);
    if (less <= requests) return { ...planned, steps: part, price: less };
  }
  return planned;
};

/** Requests for cases: less a caller's preflight and last list by marker, and the sentinel record's two. */
export const roomFor = (budget: number, callers: number): number => Math.max(0, budget - 2 * callers - 2);

/** What the plan means for one property before anything is sent. */
export interface PlanRow {
  readonly property: Property;
  /** Requests set aside for it. */
  readonly requests: number;
  readonly cases: number;
  /** Why it gets none. */
  readonly reason?: string;
}

/**
 * Shares a budget out among the properties, in the order the cases will run.
 * @param budget requests to explore with, cleaning up and overhead already taken off
 */
export const shareOut = (options: PlanOptions, budget: number): readonly PlanRow[] => {
  const rows = new Map(options.properties.map((property) => [property.id, { requests: 0, cases: 0, price: 0 }]));
  let left = budget;
  let passed = 0;
  // What a case finds of the limit when its turn comes.
  const { limit } = options;
  const remaining = () => (limit === undefined ? undefined : leftOf(limit, budget - left));
  for (const planned of cases({ ...options, remaining, room: budget })) {
    const { property, price } = partOf(planned, left);
    const row = rows.get(property.id);
    if (row === undefined) continue;
    row.price ||= price;
    if (price > left) {
      // Nothing fits any more once every property in turn was too dear.
      if (++passed >= options.properties.length) break;
      continue;
    }
    passed = 0;
    left -= price;
    row.requests += price;
    row.cases++;
  }
  return options.properties.map((property) => {
    const { requests = 0, cases: count = 0, price = 0 } = rows.get(property.id) ?? {};
    const reason =
      obstacle(property, options) ??
      (count === 0 ? `it takes ${price} requests, more than the budget leaves` : undefined);
    return { property, requests, cases: count, ...defined({ reason }) };
  });
};
