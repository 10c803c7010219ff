import { describe, expect, it, test } from "vitest";
import { seededRandom } from "../contract/random.ts";
import { families, familyIds } from "./families.ts";
import { identify } from "./identify.ts";
import { limiterProbe, probeBounds } from "./probe.ts";
import { expectNamed, type UsualSetting } from "./testing/identify-usual.ts";
import { jitteryServer, runPlan } from "./testing/servers.ts";
import { unknownLimiters } from "./testing/unusual-servers.ts";

/** The edges: few and many requests in the usual window; the usual limit in a window that is over soon. */
const settings: readonly UsualSetting[] = [
  { limit: 30, windowS: 60, expectedS: 60 },
  { limit: 150, windowS: 60, expectedS: 60 },
  // Time runs ten times as fast, the network too.
  { limit: 90, windowS: 6, expectedS: 6, slowness: 0.1 },
];

test.each(settings)("of three seeds a family, 95 % are named right and none wrong: %o", (setting) => {
  expect.hasAssertions();
  expectNamed(setting);
});

describe.each(familyIds)("a %s behind 15 to 65 ms of jitter", (id) => {
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

describe("what a limiter enforces is not guessed", () => {
  it("where the probe cannot reach the limit", () => {
    const seen = runPlan(
      limiterProbe,
      jitteryServer(families["sliding-log"], { limit: 300, windowS: 60 }, seededRandom(13)),
    );
    expect(seen.length).toBeLessThanOrEqual(probeBounds.requests);
    expect(identify(seen)).toMatchObject({ kind: "undecided", reason: expect.stringContaining("nothing was refused") });
  });

  it("where another caller spends from the same budget", () => {
    const random = seededRandom(6);
    const server = jitteryServer(families["token-bucket"], { limit: 90, windowS: 60 }, random);
    const shared = {
      call: (startUs: number) => {
        if (random() < 0.3) server.call(startUs);
        return server.call(startUs);
      },
    };
    expect(identify(runPlan(limiterProbe, shared)).kind).toBe("undecided");
  });

  it("where the counter never moves", () => {
    const server = jitteryServer(families["token-bucket"], { limit: 90, windowS: 60 }, seededRandom(7));
    const stuck = runPlan(limiterProbe, server).map((o) => ({ ...o, admitted: true, remaining: 89, resetS: 1 }));
    expect(identify(stuck).kind).toBe("undecided");
  });

  it("where refused calls cost", () => {
    const begin = unknownLimiters["a bucket that charges refused calls too"];
    if (begin === undefined) throw new Error("no such server");
    const seen = runPlan(limiterProbe, jitteryServer({ begin }, { limit: 90, windowS: 60 }, seededRandom(14)));
    expect(identify(seen).kind).toBe("undecided");
  });
});
