import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { truncatingBucket } from "./families/buckets.ts";
import { families, familyIds, isFamilyId } from "./families.ts";
import type { AnyLimiterFamily, Decision, LimiterConfig } from "./limiter.ts";

const configs = fc.record({ limit: fc.integer({ min: 1, max: 40 }), windowS: fc.constantFrom(1, 2, 6, 60) });
/** Arrivals from bursts to long idle times, in units that hit edges of windows and grids exactly now and then. */
const gapsUs = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 2_000_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 130_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(1_000_000, 2_000_000, 6_000_000, 60_000_000, 59_999_999) },
  ),
  { minLength: 1, maxLength: 150 },
);

const runAll = (family: AnyLimiterFamily, config: LimiterConfig, timesUs: readonly number[]): Decision[] => {
  let limiter = family.begin(config, timesUs[0] ?? 0);
  return timesUs.map((atUs) => {
    const [next, decision] = limiter.take(atUs);
    limiter = next;
    return decision;
  });
};
const timesOf = (startUs: number, gaps: readonly number[]) => {
  let now = startUs;
  return gaps.map((gap) => (now += gap));
};

test("each family is listed under its own id", () => {
  expect(Object.keys(families)).toEqual(familyIds);
  expect(Object.entries(families).every(([id, family]) => id === family.id)).toBe(true);
  expect(isFamilyId("token-bucket")).toBe(true);
  expect(isFamilyId("toString")).toBe(false);
});

describe.each(familyIds)("%s", (id) => {
  const family: AnyLimiterFamily = families[id];

  it("admits Limit requests of a new caller at once and refuses the next", () => {
    const decisions = runAll(family, { limit: 10, windowS: 60 }, Array<number>(11).fill(7_000_000));
    expect(decisions.map((d) => d.admitted)).toEqual([...Array<boolean>(10).fill(true), false]);
    expect(decisions[10]?.remaining).toBe(0);
  });

  it("never admits more in any interval than mostAdmitted says", () => {
    fc.assert(
      fc.property(configs, fc.nat(200_000_000), gapsUs, (config, startUs, gaps) => {
        const times = timesOf(startUs, gaps);
        const decisions = runAll(family, config, times);
        const admitted = times.filter((_, at) => decisions[at]?.admitted);
        // An assertion a pair would take most of the time.
        const tooMany = admitted.flatMap((fromUs, first) =>
          admitted.flatMap((toUs, last) =>
            last - first + 1 > family.mostAdmitted(config, toUs - fromUs) && last >= first ? [[fromUs, toUs]] : [],
          ),
        );
        expect(tooMany).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps Remaining within [0, Limit] and Reset a whole number of seconds that is not negative", () => {
    fc.assert(
      fc.property(configs, fc.nat(200_000_000), gapsUs, (config, startUs, gaps) => {
        const wrong = runAll(family, config, timesOf(startUs, gaps)).filter(
          ({ admitted, remaining, resetS }) =>
            !(Number.isInteger(remaining) && remaining >= 0 && remaining <= config.limit) ||
            !(Number.isInteger(resetS) && resetS >= 0) ||
            (!admitted && remaining !== 0),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("admits a refused caller who waits as Reset says, and in full where Reset means full", () => {
    fc.assert(
      fc.property(configs, fc.nat(200_000_000), gapsUs, (config, startUs, gaps) => {
        let limiter = family.begin(config, startUs);
        for (const atUs of timesOf(startUs, gaps)) {
          const [next, decision] = limiter.take(atUs);
          limiter = next;
          const backUs = atUs + decision.resetS * 1e6;
          if (!decision.admitted) expect(limiter.take(backUs)[1].admitted).toBe(true);
          if (family.resetMeans === "next") continue;
          // The recorded limiter rounds down, so its "full" is less than a second early.
          const fullUs = id === "truncating-bucket" ? backUs + 1e6 : backUs;
          let later = limiter;
          let got = 0;
          for (let n = 0; n < config.limit; n++) {
            const [after, again] = later.take(fullUs);
            later = after;
            if (again.admitted) got++;
          }
          expect(got).toBeGreaterThanOrEqual(config.limit);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("does not change a state it has handed out", () => {
    const limiter = family.begin({ limit: 3, windowS: 60 }, 0);
    const first = limiter.take(1000)[1];
    limiter.take(2000);
    expect(limiter.take(1000)[1]).toEqual(first);
  });
});

test("the truncating bucket keeps the recorded relation of Reset to the next Remaining", () => {
  fc.assert(
    fc.property(fc.constantFrom(30, 90, 300), gapsUs, (limit, gaps) => {
      const decisions = runAll(families["truncating-bucket"], { limit, windowS: 60 }, timesOf(0, gaps));
      decisions.forEach((decision, at) => {
        const next = decisions[at + 1];
        if (next?.admitted) expect(decision.resetS).toBe(Math.floor(((limit - next.remaining + 1) * 60) / limit));
      });
    }),
  );
});

test("the truncating bucket replays a recorded run: 90, then one lower at each call of a burst", () => {
  // rec#42 to 48 of the recordings: calls about 0.4 s apart after a pause.
  const config = { limit: 90, windowS: 60 };
  let state = truncatingBucket.start(config, 0);
  const seen = [0, 0.5, 1, 1.5, 2, 2.5].map((s) => {
    const [next, decision] = truncatingBucket.take(config, state, s * 1e6);
    state = next;
    return [decision.remaining, decision.resetS];
  });
  expect(seen).toEqual([
    [90, 1],
    [89, 2],
    [88, 2],
    [87, 3],
    [86, 4],
    [85, 4],
  ]);
});
