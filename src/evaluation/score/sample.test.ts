import { expect, test } from "vitest";
import { faultClasses } from "../../contract/fault.ts";
import { faults } from "../../simulator/faults.ts";
import { interleaved, shareInterval, stratified } from "./sample.ts";

const classesOf = (some: readonly (typeof faults)[number][]) =>
  faultClasses.map((kind) => some.filter((fault) => fault.class === kind).length);

test("every beginning of the order is a sample: each class first, then each in proportion to its size", () => {
  const order = stratified(faults, 1);
  expect(order).toHaveLength(faults.length);
  expect(new Set(order)).toEqual(new Set(faults));
  expect(classesOf(order.slice(0, faultClasses.length))).toEqual(faultClasses.map(() => 1));
  const all = classesOf(faults);
  classesOf(order.slice(0, 100)).forEach((count, at) => {
    expect(Math.abs(count - (100 * (all[at] ?? 0)) / faults.length)).toBeLessThan(2);
  });
});

test("a seed draws the same faults again, another one others", () => {
  const first = (seed: number) => stratified(faults, seed).slice(0, 20);
  expect(first(7)).toEqual(first(7));
  expect(first(7)).not.toEqual(first(8));
});

test("lists are laid into each other in proportion", () => {
  expect(interleaved([["a", "b", "c", "d"], ["X", "Y"], []]).join("")).toBe("aXbcYd");
});

test("a share of a sample is an interval, and of everything a number", () => {
  expect(shareInterval(3, 12, 12)).toEqual([0.25, 0.25]);
  const [low, high] = shareInterval(25, 100, 1_000_000);
  expect(low).toBeCloseTo(0.1755, 3);
  expect(high).toBeCloseTo(0.343, 3);
  const [, most] = shareInterval(0, 14, 289);
  expect(most).toBeGreaterThan(0.15);
});
