import { describe, expect, test } from "vitest";
import { createPrices } from "./budget-prices.ts";
import type { Call } from "./budget-trail.ts";

interface Made {
  readonly kind: string;
  readonly costs: number;
  /** Seconds; 0.02 where it is left out. */
  readonly takes?: number;
}

/** What is said of calls one after the other, each so long after the one before that as much comes back. */
const said = (calls: readonly Made[], tightRefill: number | "too much" = 0.03) => {
  const prices = createPrices();
  let last: Call | undefined;
  let remaining = 1000;
  let nowUs = 0;
  let found: string | undefined;
  for (const [seq, { kind, costs, takes = 0.02 }] of calls.entries()) {
    remaining -= costs;
    const startUs = nowUs;
    nowUs += takes * 1e6;
    const call: Call = {
      seq,
      startUs,
      endUs: nowUs,
      status: 200,
      limit: 1000,
      remaining,
      resetS: 0,
      admitted: true,
      kind,
      method: "GET",
      refusal: false,
    };
    if (last !== undefined)
      found ??= prices.add(last, call, [kind], tightRefill === "too much" ? undefined : tightRefill)?.text;
    last = call;
  }
  return found;
};

/** Rounds of plain calls, with one of another kind and price at the end of each. */
const rounds = (count: number, costs: number, plain = 1): Made[] =>
  Array.from({ length: count }, () => [
    ...Array.from({ length: 12 }, () => ({ kind: "read", costs: plain })),
    { kind: "HEAD", costs },
  ]).flat();

describe("the price of a kind of call", () => {
  test("is told where it is two, and where it is nothing", () => {
    expect(said(rounds(6, 2))).toContain("with HEAD: up to 2");
    expect(said(rounds(6, 0))).toContain("with HEAD: nothing in");
  });

  test("is told where one call of the kind took as long as all others together", () => {
    const slow = { kind: "HEAD", costs: 2, takes: 5 };
    expect(said([{ kind: "read", costs: 1 }, slow, ...rounds(8, 2)])).toContain("with HEAD: up to 2");
    // In that time others may have spent as well, but not in each of the quick ones.
    const others = (count: number) =>
      rounds(count, 2).map((call) => ({ ...call, takes: call.kind === "HEAD" ? 2 : 0.02 }));
    expect(said(others(8))).toBeUndefined();
  });

  test("is one where all cost one, or all the same", () => {
    expect(said(rounds(20, 1))).toBeUndefined();
    expect(said(rounds(20, 0, 0))).toBeUndefined();
  });

  test("is not told of three calls, which others may have hit", () => {
    expect(said(rounds(3, 0))).toBeUndefined();
    expect(said(rounds(2, 2))).toBeUndefined();
  });

  test("is not told to be nothing where as much may have come back meanwhile", () => {
    expect(said(rounds(6, 0), 0.5)).toBeUndefined();
    expect(said(rounds(6, 0), "too much")).toBeUndefined();
  });
});
