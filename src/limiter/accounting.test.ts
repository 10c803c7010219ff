import { describe, expect, it } from "vitest";
import { seededRandom } from "../contract/random.ts";
import { type AccountingRound, accountingPlan, type CallKind, priceOf, refusalPrice } from "./accounting.ts";
import { families, familyIds } from "./families.ts";
import type { LimiterObservation } from "./limiter.ts";
import { limiterProbe } from "./probe.ts";
import { jitteryServer, runPlan } from "./testing/servers.ts";

const config = { limit: 90, windowS: 60 };

describe.each(familyIds)("on a %s", (id) => {
  /** Plays a round; `counted` says which kinds the server takes from this token's budget, and how often. */
  const play = (round: AccountingRound, counted: (kind: CallKind) => number, seed: number) => {
    const server = jitteryServer(families[id], config, seededRandom(seed));
    let now = 0;
    const plain: LimiterObservation[] = [];
    for (const kind of round.calls) {
      const startUs = now;
      let seen: LimiterObservation | undefined;
      for (let n = counted(kind); n > 0; n--) seen = server.call(startUs);
      now = seen?.endUs ?? startUs + 40_000;
      if (kind === "plain" && seen !== undefined) plain.push(seen);
    }
    return priceOf({ kind: round.kind, plain });
  };

  it("calls that are counted cost one, and calls that are not are free", () => {
    for (const round of accountingPlan())
      for (let seed = 1; seed <= 10; seed++) {
        expect(["costs", "unclear"]).toContain(play(round, () => 1, seed).verdict);
        expect(["free", "unclear"]).toContain(play(round, (kind) => (kind === "plain" ? 1 : 0), seed).verdict);
      }
    const [round] = accountingPlan(["missing"]);
    expect(round && play(round, () => 1, 3)).toMatchObject({ verdict: "costs", each: 1 });
    expect(round && play(round, (kind) => (kind === "plain" ? 1 : 0), 3)).toMatchObject({ verdict: "free", each: 0 });
  });

  it("refusals are free", () => {
    const seen = runPlan(limiterProbe, jitteryServer(families[id], config, seededRandom(4)));
    // identify.test.ts names each of them.
    expect(refusalPrice(seen, true)).toEqual({ verdict: "free" });
  });
});

it("refusals cost where who keeps asking waits longer than was said, whatever the family", () => {
  const refused = (startUs: number) => ({ startUs, endUs: startUs + 40_000, admitted: false, remaining: 0, resetS: 3 });
  const calls = Array.from({ length: 20 }, (_, at) => refused(at * 500_000));
  expect(refusalPrice(calls, false).verdict).toBe("costs");
  expect(refusalPrice(calls.slice(0, 3), false).verdict).toBe("unclear");
  expect(refusalPrice([], true).verdict).toBe("unclear");
});

it("a price is unclear, not guessed, when calls are missing, refused or silent about the budget", () => {
  const told = { startUs: 0, endUs: 1000, admitted: true, remaining: 50, limit: 90, resetS: 1 };
  const verdict = (plain: readonly LimiterObservation[]) => priceOf({ kind: "missing", plain }).verdict;
  expect(verdict([told, told, told])).toBe("unclear");
  expect(verdict([told, told, told, { ...told, admitted: false }])).toBe("unclear");
  expect(verdict([told, told, told, { ...told, remaining: undefined }])).toBe("unclear");
  expect(verdict([told, told, told, { ...told, remaining: 44 }])).toBe("unclear");
});
