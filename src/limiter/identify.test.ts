import { describe, expect, it } from "vitest";
import { seededRandom } from "../contract/random.ts";
import { families } from "./families.ts";
import { identify } from "./identify.ts";
import { limiterProbe } from "./probe.ts";
import { jitteryServer, runPlan } from "./testing/servers.ts";

// That each family is named, and none where another caller spends too, is in identify.slow.test.ts.
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
});

// One that speaks for no family is in identify-unusual.slow.test.ts.
describe("a Reset that counts to nothing known", () => {
  const config = { limit: 90, windowS: 60 };

  it("is told from one that counts to something else than its family usually does", () => {
    const seen = runPlan(limiterProbe, jitteryServer(families["token-bucket"], config, seededRandom(12)));
    const wait = seen.map((each) => ({ ...each, resetS: (each.remaining ?? 0) > 0 ? 0 : 1 }));
    expect(identify(wait)).toMatchObject({ kind: "identified", family: "token-bucket", resetMeans: "wait" });
  });
});
