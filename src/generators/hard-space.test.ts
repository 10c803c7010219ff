import fc from "fast-check";
import { expect, test } from "vitest";
import { budgetMoves } from "../../suites/contract/rate-limit.ts";
import { otherRoads } from "../../suites/contract/roads.ts";
import {
  hardBodies,
  hardField,
  hardKey,
  hardKeysOf,
  hardLists,
  hardRequests,
  hardSpace,
  readsOfOwn,
  someOf,
  withUntried,
} from "./hard-space.ts";
import type { Step } from "./step.ts";

const places = new Map(
  hardSpace().map(({ place, values }) => [place, values.map((value) => hardKey(place, value))] as const),
);
const whole = [...places.values()].flat();

const night = fc.record({
  bodies: someOf(hardBodies, 5),
  field: hardField,
  requests: hardRequests(5),
  between: hardRequests(20),
  lists: hardLists(8),
});
const drawn = (seed: number): readonly Step[] =>
  fc
    .sample(night, { seed, numRuns: 1 })
    .flatMap(({ bodies, field, requests, between, lists }): Step[] => [
      ...bodies,
      field,
      ...requests,
      { do: "exhaust", as: "A", handle: "x", between },
      { do: "spend", turns: [["A", 8]], inputs: lists },
    ]);
const keysOf = (steps: readonly Step[]) => steps.flatMap(hardKeysOf);

test("every value of the space has a name of its own", () => {
  expect(new Set(whole).size).toBe(whole.length);
  expect(whole).toEqual(expect.arrayContaining(keysOf(drawn(1))));
});

test("what was tried comes last: nights cover the space, and none repeats while a position has others", () => {
  const tried = new Set<string>();
  const early: string[] = [];
  let nights = 0;
  while (tried.size < whole.length && nights < 60) {
    const before = new Set(tried);
    const keys = keysOf(withUntried(drawn(++nights), tried, nights));
    for (const key of keys.filter((each) => before.has(each))) {
      const place = key.slice(0, key.lastIndexOf(": "));
      for (const left of places.get(place) ?? []) if (!tried.has(left)) early.push(`${key} before ${left}`);
    }
  }
  expect(early).toEqual([]);
  const missing = whole.filter((key) => !tried.has(key) && !key.startsWith("field "));
  expect(missing).toEqual([]);
});

test("the same seed and the same history choose the same", () => {
  const before = new Set(whole.filter((_, at) => at % 3 > 0));
  const choose = () => withUntried(drawn(7), new Set(before), 7);
  expect(choose()).toEqual(choose());
  expect(choose()).not.toEqual(drawn(7));
});

test("a request stays of its kind: method, caller, and the user it is about", () => {
  const kinds = (steps: readonly Step[]) =>
    steps.map((step) => (step.do === "raw" ? [step.method, step.as, step.of, typeof step.body] : step.do));
  expect(kinds(withUntried(drawn(3), new Set(keysOf(drawn(3))), 3))).toEqual(kinds(drawn(3)));
});

test("every form of one's own id is sent in whatever case of budget-moves is drawn", () => {
  const forms = hardKeysOf({ do: "spend", turns: [], inputs: readsOfOwn });
  for (const steps of fc.sample(budgetMoves.cases, { seed: 5, numRuns: 5 }))
    expect(keysOf(steps)).toEqual(expect.arrayContaining([...forms]));
});

test("by every road that a read can take, another account or nobody reads in whatever case of other-roads is drawn", () => {
  for (const steps of fc.sample(otherRoads.cases, { seed: 5, numRuns: 5 })) {
    const reads = steps.flatMap((step) =>
      step.do === "road" && step.verb === "read" && step.as !== "A" ? [step.road] : [],
    );
    expect(new Set(reads)).toEqual(new Set(["HEAD", ".json", ".xml", "//", "letter case"]));
  }
});
