import { expect } from "vitest";
import { seededRandom } from "../../contract/random.ts";
import { families, familyIds } from "../families.ts";
import { identify } from "../identify.ts";
import { limiterProbe } from "../probe.ts";
import { jitteryServer, runPlan } from "./servers.ts";

/** A limiter as tests set it up, and the window that is expected of it; time may run faster. */
export interface UsualSetting {
  readonly limit: number;
  readonly windowS: number;
  readonly expectedS: number;
  readonly slowness?: number;
}

const seeds = [1, 2, 3];

/** Of three seeds a family, 95 % are named right and none wrong. For tests. */
export const expectNamed = ({ limit, windowS, expectedS, slowness }: UsualSetting): void => {
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
};
