import { expect, test } from "vitest";
import { lastLiveText } from "./numbers.ts";

test("the last live run is named with its age in whole days", () => {
  const run = { startedAt: "2026-11-30T03:00:00.000Z" };
  expect(lastLiveText(run, { startedAt: "2026-11-27T03:17:41.000Z" })).toBe("2026-11-27 03:17 UTC, 2 days before");
  expect(lastLiveText(run, { startedAt: "2026-11-29T12:00:00.000Z" })).toBe(
    "2026-11-29 12:00 UTC, less than a day before",
  );
});
