import { expect, test } from "vitest";
import { pasteable } from "./safe-text.ts";

test.each([
  ["npm run contract -- --seed 7 --budget 90", "npx gorest-harness contract --seed 7 --budget 90"],
  ["3 records may be left: npm run sweep deletes them", "3 records may be left: npx gorest-harness sweep deletes them"],
  ["`npm run report -- --help` names them", "`npx gorest-harness report --help` names them"],
  ["npm run <verb> -- [options]", "npx gorest-harness <verb> [options]"],
])("where the package is installed, %j has its bin in place of a script", (text, expected) => {
  expect(pasteable(text, true)).toBe(expected);
  expect(pasteable(text, false)).toBe(text);
});
