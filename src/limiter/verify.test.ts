import { describe, expect, it } from "vitest";
import { families, familyIds } from "./families.ts";
import type { LimiterObservation } from "./observation.ts";
import { traffic, type Wrong } from "./testing.ts";
import { createLimiterVerifier, type LimiterClaim, type VerifyOptions, verifyLimiter } from "./verify.ts";
import { honestProperties } from "./verify-properties.ts";

const burst = (calls: number, thinkUs = 0, pauseUs = 0) => ({ calls, thinkUs, pauseUs });
const claims = (seen: readonly LimiterObservation[], options: VerifyOptions = {}): LimiterClaim[] =>
  verifyLimiter(seen, options).map(({ claim }) => claim);

describe.each(familyIds)("an honest %s raises no alarm", (id) => {
  it.each(honestProperties)("%s", (_, holds) => {
    expect(() => holds(id, 12)).not.toThrow();
  });

  it("to a caller who waits as long as Reset says after each refusal", () => {
    const config = { limit: 10, windowS: 60 };
    let limiter = families[id].begin(config, 1234);
    let now = 5_000_000;
    const seen = Array.from({ length: 60 }, () => {
      const [next, decision] = limiter.take(now + 20_000);
      limiter = next;
      const observation = { startUs: now, endUs: now + 40_000, limit: 10, ...decision };
      now = observation.endUs + (decision.admitted ? 0 : Math.max(1, decision.resetS) * 1e6);
      return observation;
    });
    expect(verifyLimiter(seen, { exclusive: true })).toEqual([]);
  });
});

describe.each(familyIds)("a wrong %s is caught", (id) => {
  const config = { limit: 30, windowS: 60 };
  const alone = (calls: number, thinkUs = 0) => [{ bursts: [burst(calls, thinkUs)], ours: true }];
  const quick = { tookUs: () => 4_000 };

  it("when the limit is never enforced", () => {
    const small = { limit: 10, windowS: 60 };
    const never: Wrong = (honest) => ({ ...honest, admitted: true });
    const found = claims(traffic(id, small, alone(40), 1, { wrong: never }), { windowS: 60 });
    expect(found).toContain("remaining-not-overspent");
    expect(found).toContain("admissions-within-bound");
  });

  it("when a race admits a burst beyond the budget", () => {
    const small = { limit: 10, windowS: 60 };
    const race: Wrong = (honest) => ({ ...honest, admitted: true });
    const crowd = [
      { bursts: [burst(5)], ours: true },
      ...Array.from({ length: 20 }, () => ({ bursts: [burst(1, 0, 600_000)], ours: true })),
    ];
    expect(claims(traffic(id, small, crowd, 2, { wrong: race }), { family: id, windowS: 60 })).not.toEqual([]);
  });

  it("when Remaining never moves", () => {
    const stuck: Wrong = (honest, _, { limit }) => ({ ...honest, remaining: limit - 1, resetS: 1 });
    expect(claims(traffic(id, config, alone(8), 3, { ...quick, wrong: stuck }), { windowS: 60 })).toEqual([
      "remaining-falls-with-use",
    ]);
  });

  it("when every other call is free", () => {
    const seen = traffic(id, config, alone(24), 4, { ...quick, counts: (at) => at % 2 });
    expect(claims(seen, { windowS: 60 })).toContain("remaining-falls-with-use");
  });

  it("when each call costs two", () => {
    const seen = traffic(id, config, alone(4), 5, { counts: () => 2 });
    expect(claims(seen, { exclusive: true })).toEqual(["one-call-costs-one"]);
  });

  it("when Reset promises too much", () => {
    const soon: Wrong = (honest) => ({ ...honest, resetS: 1 });
    const bursts = [burst(31), burst(4, 1_010_000, 1_010_000)];
    const seen = traffic(id, config, [{ bursts, ours: true }], 7, { ...quick, wrong: soon });
    expect(claims(seen, { exclusive: true, windowS: 60 })).toContain("reset-is-truthful");
  });

  it("when it refuses while budget is left", () => {
    const strict: Wrong = (honest, at) => (at === 6 ? { ...honest, admitted: false } : honest);
    expect(claims(traffic(id, config, alone(9), 8, { wrong: strict }), { exclusive: true })).toContain(
      "refused-only-when-spent",
    );
  });

  it("when Remaining leaves [0, Limit]", () => {
    const over: Wrong = (honest, _, { limit }) => ({ ...honest, remaining: limit + 1 });
    expect(claims(traffic(id, config, alone(1), 9, { wrong: over }))).toContain("remaining-within-limit");
  });
});

it("a call whose answer was lost, every other one, makes no call dear", () => {
  const verifier = createLimiterVerifier({ exclusive: true, windowS: 60 });
  const found = Array.from({ length: 20 }, (_, at) => {
    const startUs = at * 50_000;
    verifier.sent(at, startUs);
    if (at % 2 === 1) {
      verifier.lost(at);
      return [];
    }
    return verifier.answered(at, { startUs, endUs: startUs + 10_000, admitted: true, limit: 90, remaining: 89 - at });
  });
  expect(found.flat()).toEqual([]);
});
