import { expect, test } from "vitest";
import { families, familyIds } from "./families.ts";
import { identify } from "./identify.ts";
import { limiterProbe } from "./probe.ts";
import { jitteryServer, runPlan, seededRandom } from "./testing.ts";

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const settings = [
  { limit: 90, windowS: 60, expectedS: 60 },
  { limit: 30, windowS: 60, expectedS: 60 },
  { limit: 150, windowS: 60, expectedS: 60 },
  // Time runs ten times as fast, the network too.
  { limit: 90, windowS: 6, expectedS: 6, slowness: 0.1 },
];

test.each(settings)(
  "of 20 seeds a family, 95 % are named right and none wrong: %o",
  ({ limit, windowS, expectedS, slowness }) => {
    const plan = { ...limiterProbe, start: (nowUs: number) => limiterProbe.start(nowUs, expectedS) };
    const results = familyIds.flatMap((id) =>
      seeds.map((seed) => {
        const random = seededRandom(seed * 7919 + id.length * 131 + limit);
        const seen = runPlan(plan, jitteryServer(families[id], { limit, windowS }, random, slowness));
        const found = identify(seen, expectedS === 60 ? {} : { windowsS: [expectedS] });
        if (found.kind === "undecided") return `undecided: ${id} (${found.reason})`;
        return found.family === id && found.windowS === windowS ? "right" : `wrong: ${id} taken for ${found.family}`;
      }),
    );
    expect(results.filter((result) => result.startsWith("wrong"))).toEqual([]);
    expect(results.filter((result) => result === "right").length).toBeGreaterThanOrEqual(0.95 * results.length);
  },
);
