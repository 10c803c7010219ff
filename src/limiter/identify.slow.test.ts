import { expect, test } from "vitest";
import { expectNamed, type UsualSetting } from "./testing/identify-usual.ts";

/** The edges: few and many requests in the usual window; the usual limit in a window that is over soon. */
const settings: readonly UsualSetting[] = [
  { limit: 30, windowS: 60, expectedS: 60 },
  { limit: 150, windowS: 60, expectedS: 60 },
  // Time runs ten times as fast, the network too.
  { limit: 90, windowS: 6, expectedS: 6, slowness: 0.1 },
];

test.each(settings)("of six seeds a family, 95 % are named right and none wrong: %o", (setting) => {
  expect.hasAssertions();
  expectNamed(setting);
});
