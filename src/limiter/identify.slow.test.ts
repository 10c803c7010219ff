import { expect, test } from "vitest";
import { families, familyIds } from "./families.ts";
import { identify } from "./identify.ts";
import { limiterProbe } from "./probe.ts";
import { jitteryServer, runPlan, seededRandom } from "./testing.ts";

const seeds = Array.from({ length: 20 }, (_, at) => at + 1);
const settings = [
  { limit: 90, windowS: 60, expectedS: 60 },
  { limit: 30, windowS: 60, expectedS: 60 },
  { limit: 300, windowS: 60, expectedS: 60 },
  { limit: 90, windowS: 6, expectedS: 6 },
];

test.each(settings)(
  "of 20 seeds a family, 95 % are named right and none wrong: %o",
  ({ limit, windowS, expectedS }) => {
    const plan = { ...limiterProbe, start: (nowUs: number) => limiterProbe.start(nowUs, expectedS) };
    const results = familyIds.flatMap((id) =>
      seeds.map((seed) => {
        const random = seededRandom(seed * 7919 + id.length * 131 + limit);
        const seen = runPlan(plan, jitteryServer(families[id], { limit, windowS }, random));
        const found = identify(seen, expectedS === 60 ? {} : { windowsS: [expectedS] });
        if (found.kind === "undecided") return `undecided: ${id} (${found.reason})`;
        return found.family === id && found.windowS === windowS ? "right" : `wrong: ${id} taken for ${found.family}`;
      }),
    );
    expect(results.filter((result) => result.startsWith("wrong"))).toEqual([]);
    expect(results.filter((result) => result === "right").length).toBeGreaterThanOrEqual(0.95 * results.length);
  },
);

test("a window other than the expected one is named right or not at all", () => {
  const wrong = familyIds.flatMap((id) =>
    [1, 2, 3].flatMap((seed) =>
      [5, 10, 30, 120].flatMap((windowS) => {
        const server = jitteryServer(families[id], { limit: 90, windowS }, seededRandom(seed * 31 + windowS));
        const found = identify(runPlan(limiterProbe, server));
        const ok = found.kind === "undecided" || (found.family === id && found.windowS === windowS);
        return ok ? [] : [`${id} of ${windowS} s taken for ${found.family} of ${found.windowS} s`];
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

test("without Reset a family is named right or not at all", () => {
  const wrong = familyIds.flatMap((id) =>
    seeds.slice(0, 5).flatMap((seed) => {
      const server = jitteryServer(families[id], { limit: 90, windowS: 60 }, seededRandom(seed * 17));
      const found = identify(runPlan(limiterProbe, server).map((o) => ({ ...o, resetS: undefined })));
      return found.kind === "undecided" || found.family === id ? [] : [`${id} taken for ${found.family}`];
    }),
  );
  expect(wrong).toEqual([]);
});
