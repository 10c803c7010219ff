import { expect, test } from "vitest";
import { expectNamed, type UsualSetting } from "./testing/identify-usual.ts";

// The other limits are in identify-limits.slow.test.ts: two workers share them.
const settings: readonly UsualSetting[] = [
  { limit: 90, windowS: 60, expectedS: 60 },
  // Time runs ten times as fast, the network too.
  { limit: 90, windowS: 6, expectedS: 6, slowness: 0.1 },
];

test.each(settings)("of 20 seeds a family, 95 % are named right and none wrong: %o", (setting) => {
  expect.hasAssertions();
  expectNamed(setting);
});
