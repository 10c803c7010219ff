import { expect, test } from "vitest";
import { expectNamed } from "./testing/identify-usual.ts";

test.each([30, 150])("at a limit of %i, 95 % of 20 seeds a family are named right and none wrong", (limit) => {
  expect.hasAssertions();
  expectNamed({ limit, windowS: 60, expectedS: 60 });
});
