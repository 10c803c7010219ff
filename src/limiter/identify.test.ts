import { describe, expect, it } from "vitest";
import { seededRandom } from "../contract/random.ts";
import { families, familyIds } from "./families.ts";
import { identify } from "./identify.ts";
import { limiterProbe, probeBounds } from "./probe.ts";
import { jitteryServer, runPlan } from "./testing/servers.ts";
import { unknownLimiters, withReset } from "./testing/unusual-servers.ts";

describe.each(familyIds)("a %s behind 15 to 65 ms of jitter", (id) => {
  // Other seeds, limits and windows are in identify.slow.test.ts.
  it("is named from one probe within its bounds", () => {
    const config = { limit: 90, windowS: 60 };
    const seen = runPlan(limiterProbe, jitteryServer(families[id], config, seededRandom(1)));
    expect(seen.length).toBeLessThanOrEqual(probeBounds.requests);
    expect(((seen.at(-1)?.endUs ?? 0) - (seen[0]?.startUs ?? 0)) / 1e6).toBeLessThanOrEqual(probeBounds.seconds);
    expect(identify(seen)).toMatchObject({
      kind: "identified",
      family: id,
      ...config,
      refillPerS: 1.5,
      burst: 90,
      resetMeans: families[id].resetMeans,
    });
  });
});

describe("an identification that cannot be sure says so", () => {
  const config = { limit: 90, windowS: 60 };
  const probeOf = (seed: number) =>
    runPlan(limiterProbe, jitteryServer(families["token-bucket"], config, seededRandom(seed)));

  it("when calls are few", () => {
    expect(identify(probeOf(1).slice(0, 10))).toMatchObject({ kind: "undecided" });
  });

  it("when no limit or no Remaining is advertised", () => {
    expect(identify(probeOf(1).map((o) => ({ ...o, limit: undefined }))).kind).toBe("undecided");
    expect(identify(probeOf(1).map((o) => ({ ...o, remaining: undefined }))).kind).toBe("undecided");
  });

  it("when the budget was not full at the start", () => {
    const server = jitteryServer(families["fixed-window-anchored"], config, seededRandom(5));
    for (let n = 0; n < 40; n++) server.call(n * 50_000);
    expect(identify(runPlan(limiterProbe, server, 9_000_000))).toMatchObject({ kind: "undecided" });
  });

  it("when another caller spends from the same budget", () => {
    const random = seededRandom(6);
    const server = jitteryServer(families["token-bucket"], config, random);
    const shared = {
      call: (startUs: number) => {
        if (random() < 0.3) server.call(startUs);
        return server.call(startUs);
      },
    };
    expect(identify(runPlan(limiterProbe, shared)).kind).toBe("undecided");
  });

  it("when the counter never moves", () => {
    const stuck = probeOf(7).map((o) => ({ ...o, admitted: true, remaining: 89, resetS: 1 }));
    expect(identify(stuck).kind).toBe("undecided");
  });
});

describe("a Reset that counts to nothing known", () => {
  const config = { limit: 90, windowS: 60 };

  // Of the other families too in identify-unusual.slow.test.ts.
  it.each([["token-bucket", "the seconds of the clock"]] as const)(
    "speaks for no family: a %s that tells %s is named by what it does",
    (id, told) => {
      const seen = runPlan(limiterProbe, jitteryServer(families[id], config, seededRandom(11)));
      expect(identify(withReset(seen, told))).toMatchObject({ kind: "identified", family: id, ...config });
    },
  );

  it("is told from one that counts to something else than its family usually does", () => {
    const seen = runPlan(limiterProbe, jitteryServer(families["token-bucket"], config, seededRandom(12)));
    const wait = seen.map((each) => ({ ...each, resetS: (each.remaining ?? 0) > 0 ? 0 : 1 }));
    expect(identify(wait)).toMatchObject({ kind: "identified", family: "token-bucket", resetMeans: "wait" });
  });
});

describe("what a limiter enforces is not guessed", () => {
  it("where the probe cannot reach the limit", () => {
    const seen = runPlan(
      limiterProbe,
      jitteryServer(families["sliding-log"], { limit: 300, windowS: 60 }, seededRandom(13)),
    );
    expect(seen.length).toBeLessThanOrEqual(probeBounds.requests);
    expect(identify(seen)).toMatchObject({ kind: "undecided", reason: expect.stringContaining("nothing was refused") });
  });

  it("where refused calls cost", () => {
    const begin = unknownLimiters["a bucket that charges refused calls too"];
    if (begin === undefined) throw new Error("no such server");
    const seen = runPlan(limiterProbe, jitteryServer({ begin }, { limit: 90, windowS: 60 }, seededRandom(14)));
    expect(identify(seen).kind).toBe("undecided");
  });
});
