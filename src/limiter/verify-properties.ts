import fc from "fast-check";
import { expect } from "vitest";
import type { FamilyId } from "./families.ts";
import { traffic } from "./testing.ts";
import { verifyLimiter } from "./verify.ts";

const anyBursts = fc.array(
  fc.record({
    calls: fc.integer({ min: 1, max: 60 }),
    thinkUs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900_000 })),
    pauseUs: fc.oneof(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 90_000_000 })),
  }),
  { minLength: 1, maxLength: 6 },
);
const anyConfig = fc.record({
  limit: fc.constantFrom(5, 10, 30, 90, 300),
  windowS: fc.oneof(
    { weight: 3, arbitrary: fc.constant(60) },
    { weight: 2, arbitrary: fc.constantFrom(1, 2, 6, 13, 45) },
  ),
});
const seeds = fc.nat(1_000_000);

/** Ways in which honest limiters meet traffic; each must raise no alarm. A sentence and the property itself. */
export const honestProperties: readonly (readonly [string, (id: FamilyId, numRuns: number) => void])[] = [
  [
    "to one caller who knows that it is alone, with and without the family and window known",
    (id, numRuns) => {
      fc.assert(
        fc.property(anyConfig, anyBursts, seeds, (config, bursts, seed) => {
          const seen = traffic(id, config, [{ bursts, ours: true }], seed);
          expect(verifyLimiter(seen, { exclusive: true })).toEqual([]);
          expect(verifyLimiter(seen, { exclusive: true, family: id, windowS: config.windowS })).toEqual([]);
        }),
        { numRuns },
      );
    },
  ],
  [
    "to concurrent callers of ours",
    (id, numRuns) => {
      fc.assert(
        fc.property(anyConfig, fc.array(anyBursts, { minLength: 2, maxLength: 8 }), seeds, (config, all, seed) => {
          const seen = traffic(
            id,
            config,
            all.map((bursts) => ({ bursts, ours: true })),
            seed,
          );
          expect(verifyLimiter(seen, { exclusive: true })).toEqual([]);
          expect(verifyLimiter(seen, { family: id, windowS: config.windowS })).toEqual([]);
        }),
        { numRuns },
      );
    },
  ],
  [
    "while other processes spend from the same token",
    (id, numRuns) => {
      fc.assert(
        fc.property(anyConfig, fc.array(anyBursts, { minLength: 2, maxLength: 5 }), seeds, (config, all, seed) => {
          const seen = traffic(
            id,
            config,
            all.map((bursts, at) => ({ bursts, ours: at === 0 })),
            seed,
          );
          expect(verifyLimiter(seen)).toEqual([]);
          expect(verifyLimiter(seen, { family: id, windowS: config.windowS })).toEqual([]);
        }),
        { numRuns },
      );
    },
  ],
  [
    "while another process calls in step with us",
    (id, numRuns) => {
      fc.assert(
        fc.property(anyConfig, anyBursts, seeds, (config, bursts, seed) => {
          const twins = [true, false].map((ours) => ({ bursts, ours }));
          expect(verifyLimiter(traffic(id, config, twins, seed))).toEqual([]);
        }),
        { numRuns },
      );
    },
  ],
];
