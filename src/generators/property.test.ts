import { describe, expect, test } from "vitest";
import { properties } from "../../suites/contract/properties.ts";
import { create, patch, read, remove, together } from "../../suites/contract/steps.ts";
import { expectRejected, priceOf } from "./property.ts";

const ada = { name: "Ada", email: { fresh: "ada" }, gender: "female", status: "active" } as const;

describe("the price of a case", () => {
  test("is what its steps cost, and a deletion for each user it leaves", () => {
    expect(priceOf([], 90)).toBe(0);
    expect(priceOf([create("x", ada)], 90)).toBe(2);
    expect(priceOf([create("x", ada), read("x"), remove("x")], 90)).toBe(3);
    expect(priceOf([create("x", ada), create("y", ada), patch("y", ada), remove("x")], 90)).toBe(5);
  });

  test("counts no deletion for a create that is meant to be refused", () => {
    expect(priceOf([create(expectRejected, {}), create(expectRejected, {})], 90)).toBe(2);
  });

  test("counts what lanes make and remove like any other step", () => {
    expect(priceOf([together([create("x", ada)], [create("y", ada)])], 90)).toBe(4);
    expect(priceOf([create("x", ada), together([remove("x")], [remove("x")])], 90)).toBe(3);
  });

  test("does not take a removal by another account for one: that account does not see the user", () => {
    expect(priceOf([create("x", ada), remove("x", { as: "B" })], 90)).toBe(3);
  });

  test("of spending a whole budget grows with the budget, and is nothing where there is none", () => {
    const price = (limit: number | undefined) => priceOf([{ do: "exhaust", as: "A", handle: "x" }], limit);
    expect(price(undefined)).toBe(0);
    expect(price(90)).toBeGreaterThan(90);
    expect(price(300)).toBeGreaterThan(price(90));
  });
});

test("every property has a name of its own and a sentence", () => {
  const ids = properties.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
  expect(properties.filter(({ sentence }) => sentence.length < 20)).toEqual([]);
});
