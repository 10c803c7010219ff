import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faults } from "../../src/simulator/faults.ts";
import { root } from "./testing/sources.ts";

test("the page of public bug reports has a row for each fault that names one, with the report it names", () => {
  const page = readFileSync(join(root, "docs/public-bug-reports.md"), "utf8");
  const rows = [...page.matchAll(/^\| ([a-z0-9-]+) \| \[(\S+)\]\(https:\/\/github\.com\/(\S+?)\) /gm)];
  const reported = faults.flatMap(({ id, report }) => (report === undefined ? [] : [`${id} ${report}`]));
  expect(rows.map(([, id, report]) => `${id} ${report}`).sort()).toEqual(reported.sort());
  for (const [, , report, path] of rows) expect(path?.replace(/\/(?:issues|pull)\//, "#")).toBe(report);
});
