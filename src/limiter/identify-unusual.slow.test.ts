import { expect, test } from "vitest";
import { seededRandom } from "../contract/random.ts";
import { families, familyIds } from "./families.ts";
import { identify } from "./identify.ts";
import { limiterProbe } from "./probe.ts";
import { jitteryServer, runPlan } from "./testing/servers.ts";
import { unknownLimiters, unusualResets, withReset } from "./testing/unusual-servers.ts";

test("a window other than the expected one is named right or not at all", () => {
  const wrong = familyIds.flatMap((id) =>
    [10, 120].flatMap((windowS) => {
      const server = jitteryServer(families[id], { limit: 90, windowS }, seededRandom(31 + windowS));
      const found = identify(runPlan(limiterProbe, server));
      const ok = found.kind === "undecided" || (found.family === id && found.windowS === windowS);
      return ok ? [] : [`${id} of ${windowS} s taken for ${found.family} of ${found.windowS} s`];
    }),
  );
  expect(wrong).toEqual([]);
});

/** Every other family, in turn: that none needs its Reset shows with half of the pairs as well. */
const resets = Object.keys(unusualResets).map(
  (told, at) => [told, familyIds.filter((_, place) => (place + at) % 2 === 0)] as const,
);
test.each(resets)("with a Reset that tells %s a family is named right or not at all", (told, some) => {
  const found = some.map((id) => {
    const server = jitteryServer(families[id], { limit: 90, windowS: 60 }, seededRandom(271 + id.length));
    const named = identify(withReset(runPlan(limiterProbe, server), told));
    return named.kind === "undecided" ? "undecided" : named.family === id ? "right" : `${id} taken for ${named.family}`;
  });
  expect(found.filter((each) => each.includes("taken for"))).toEqual([]);
  // Without Reset an anchored window may be one that is aligned and in step with us; the others show what they are.
  expect(found.filter((each) => each === "right").length).toBeGreaterThanOrEqual(0.7 * found.length);
});

test.each(Object.entries(unknownLimiters))("%s is not named", (_, begin) => {
  const named = [30, 90].flatMap((limit) => {
    const server = jitteryServer({ begin }, { limit, windowS: 60 }, seededRandom(997 + limit));
    const found = identify(runPlan(limiterProbe, server));
    return found.kind === "undecided" ? [] : [`limit ${limit}: taken for ${found.family}`];
  });
  expect(named).toEqual([]);
});
