import { expect, test } from "vitest";
import { families } from "../limiter/families.ts";
import type { LimiterObservation } from "../limiter/limiter.ts";
import { fittedRemaining } from "./probe-limiter.ts";

const config = { limit: 90, windowS: 6 };

/** Calls of 4 ms, some at once and some spread out, answered by a limiter of this family somewhere within each call. */
const calls = (family: keyof typeof families, count: number): LimiterObservation[] => {
  let limiter = families[family].begin(config, 0);
  return Array.from({ length: count }, (_, i) => {
    const startUs = 1000 + (i < 95 ? i * 5000 : 95 * 5000 + (i - 95) * 130_000);
    const [next, said] = limiter.take(startUs + (i % 3 === 0 ? 300 : 3500));
    limiter = next;
    return { startUs, endUs: startUs + 4000, admitted: said.admitted, remaining: said.remaining };
  });
};

test.each(["truncating-bucket", "token-bucket"] as const)(
  "a %s is predicted call by call, whenever within a call it decided",
  (family) => {
    const seen = calls(family, 130);
    const fitted = fittedRemaining(families[family], config, seen);
    const right = seen.filter(({ remaining }, i) => remaining === fitted[i]).length;
    expect(fitted).toHaveLength(seen.length);
    expect(right / seen.length).toBeGreaterThan(0.95);
  },
);

test("calls before the budget was seen full, or all where it never was, have no prediction", () => {
  const seen = calls("token-bucket", 40);
  const [late] = seen.slice(-1);
  if (late === undefined) throw new Error("there are calls");
  expect(
    fittedRemaining(families["token-bucket"], config, [{ ...late, startUs: 0, endUs: 1 }, ...seen])[0],
  ).toBeUndefined();
  expect(fittedRemaining(families["token-bucket"], config, seen.slice(20))).toEqual(Array(20).fill(undefined));
});
