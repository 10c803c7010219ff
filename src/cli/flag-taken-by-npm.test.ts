import { Command } from "commander";
import { expect, test } from "vitest";
import { flagTakenByNpm } from "./program.ts";

const verb = new Command("contract").option("--live").option("--no-shrink").option("--max-time <s>").option("--json");
const taken = (env: Readonly<Record<string, string>>) =>
  flagTakenByNpm(verb, { npm_lifecycle_event: "contract", ...env });

test.each([
  ["npm_config_live", "--live"],
  ["npm_config_shrink", "--no-shrink"],
  ["npm_config_max_time", "--max-time"],
])("a flag that npm took (%s) is named, with the way to give it", (name, flag) => {
  expect(taken({ [name]: "true" })).toBe(
    `npm took ${flag} for itself; write -- before the flags: npm run contract -- ${flag}`,
  );
});

test("what npm sets for itself, and what another script was given, is none of ours", () => {
  expect(taken({ npm_config_json: "true", npm_config_loglevel: "warn", npm_config_seed: "1" })).toBeUndefined();
  expect(taken({ npm_lifecycle_event: "test", npm_config_live: "true" })).toBeUndefined();
  expect(taken({})).toBeUndefined();
});
