import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Property, property, type Step } from "../generators/step.ts";
import { cases, drawCase, obstacle, type PlanOptions, shareOut } from "./plan.ts";

const reads = (count: number): readonly Step[] =>
  Array.from({ length: count }, () => ({ do: "read", as: "A", who: { id: "1" } }) as const);
const of = (id: string, price: number, rest: Partial<Property> = {}): Property =>
  property({ id, sentence: id, clause: "read", cases: fc.constant(reads(price)), ...rest });
const options = (properties: readonly Property[], rest: Partial<PlanOptions> = {}): PlanOptions => ({
  properties,
  seed: 1,
  hasSecondToken: true,
  limit: 90,
  ...rest,
});
const shares = (properties: readonly Property[], budget: number, rest: Partial<PlanOptions> = {}) =>
  shareOut(options(properties, rest), budget).map(({ requests, reason }) => reason ?? requests);

describe("a budget", () => {
  test("is spent in the order of the suites, and again from the front", () => {
    expect(shares([of("a", 5), of("b", 3)], 7)).toEqual([5, "it takes 3 requests, more than the budget leaves"]);
    expect(shares([of("a", 5), of("b", 3)], 13)).toEqual([10, 3]);
  });

  test("goes to what still fits when the next in turn does not", () => {
    expect(shares([of("a", 5), of("dear", 100), of("c", 2)], 9)).toEqual([
      5,
      "it takes 100 requests, more than the budget leaves",
      4,
    ]);
  });

  test("too small for all of what is divisible goes to the beginning of it, deletions included", () => {
    const steps: readonly Step[] = [{ do: "create", as: "A", handle: "x", body: {} }, ...reads(9)];
    const whole = of("whole", 0, { turn: "first", divisible: true, cases: fc.constant(steps) });
    expect(shares([whole, of("b", 4)], 8)[0]).toBe(8);
    expect(shares([whole, of("b", 4)], 15)).toEqual([11, 4]);
    expect(shares([whole], 2)).toEqual(["it takes 11 requests, more than the budget leaves"]);
  });

  test("goes first to what follows the divisible one at once, where only part of that leaves room for it", () => {
    const whole = of("whole", 60, { turn: "first", divisible: true });
    const order = (next: Partial<Property>, room: number) =>
      [...cases(options([whole, of("next", 30, { turn: "first", ...next })], { room }))].map(
        ({ property: { id } }) => id,
      );
    expect(order({}, 90)).toEqual(["whole", "next"]);
    expect(order({}, 89)).toEqual(["next", "whole"]);
    expect(order({}, 45)).toEqual(["next", "whole"]);
    // Less than a quarter shows too little.
    expect(order({}, 44)).toEqual(["whole", "next"]);
    expect(shares([whole, of("next", 30, { turn: "first" })], 70)).toEqual([40, 30]);
    expect(shares([whole, of("next", 30)], 70)[0]).toBe(60);
    // Behind what has used the limit up, using up the rest is cheap.
    const exhaust = of("exhaust", 0, {
      turn: "first",
      cases: fc.constant<readonly Step[]>([{ do: "exhaust", as: "A", handle: "x" }]),
    });
    const one = (limit: number, room: number) => cases(options([whole, exhaust], { limit, room })).next().value;
    expect(one(10, 80)?.property.id).toBe("exhaust");
    expect(one(90, 180)?.property.id).toBe("whole");
  });

  test("is never exceeded, nor left lying while any case fits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        fc.nat(300),
        (prices, budget) => {
          const properties = prices.map((price, i) => of(`p${i}`, price));
          const spent = shareOut(options(properties), budget).reduce((sum, { requests }) => sum + requests, 0);
          expect(spent).toBeLessThanOrEqual(budget);
          expect(budget - spent).toBeLessThan(Math.min(...prices));
        },
      ),
    );
  });

  test("gives nothing to what cannot be put to the test, and says why", () => {
    const properties = [of("two", 1, { needs: "second token" }), of("limit", 1, { needs: "rate limit headers" })];
    expect(shares(properties, 9, { hasSecondToken: false, limit: undefined })).toEqual([
      "no second token: set GOREST_SECOND_TOKEN to one of another account",
      "the server names no limit",
    ]);
    expect(properties.map((each) => obstacle(each, options(properties)))).toEqual([undefined, undefined]);
  });

  test("prices what uses up the limit by what the cases before leave of it", () => {
    const exhaust: Property = of("exhaust", 0, {
      turn: "first",
      cases: fc.constant<readonly Step[]>([{ do: "exhaust", as: "A", handle: "x" }]),
    });
    const price = (before: number) =>
      shareOut(options([of("before", before, { turn: "first" }), exhaust]), 400)[1]?.requests ?? 0;
    expect(price(1)).toBeGreaterThan(89);
    expect(price(70)).toBeLessThan(price(1) - 69);
    expect(price(70)).toBeGreaterThan(20);
    // What a burst leaves untouched is there whatever came before.
    expect(price(300)).toBe(price(85));
  });
});

describe("the cases of a run", () => {
  test("follow from the seed, the property and the round alone", () => {
    const drawn = of("drawn", 0, { cases: fc.array(fc.constantFrom(...reads(1)), { maxLength: 50 }) });
    const draw = (seed: number, round: number) => drawCase(drawn, round, options([drawn], { seed })).steps.length;
    expect(draw(7, 0)).toBe(draw(7, 0));
    const lengths = new Set([1, 2, 3, 4, 5].flatMap((seed) => [draw(seed, 0), draw(seed, 1)]));
    expect(lengths.size).toBeGreaterThan(1);
  });

  test("come in rounds: first once, last once and after them, the others again and again", () => {
    const properties = [of("first", 1, { turn: "first" }), of("last", 1, { turn: "last" }), of("every", 1)];
    const order: string[] = [];
    for (const { property: each, round } of cases(options(properties))) {
      order.push(`${each.id} ${round}`);
      if (order.length === 5) break;
    }
    expect(order).toEqual(["first 0", "every 0", "last 0", "every 1", "every 2"]);
  });

  test("end where nothing may have a second turn", () => {
    expect([...cases(options([of("first", 1, { turn: "first" })]))]).toHaveLength(1);
  });
});
