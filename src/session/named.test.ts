import { expect, test } from "vitest";
import { named } from "./named.ts";

const entries = [{ id: "delete-answers-200" }, { id: "oldest-first" }];

test("a name that is nearly one is recognised, and any other is answered with where the names are", () => {
  expect(named("--fault", "oldest-first", entries, "npm run list")).toBe(entries[1]);
  expect(() => named("--fault", "delete-answer-200", entries, "npm run list")).toThrow(
    "--fault delete-answer-200: there is none of that name; did you mean delete-answers-200? npm run list lists them",
  );
  expect(() => named("--fault", "x", entries, "npm run list")).toThrow(
    /^--fault x: there is none of that name; npm run list lists them$/,
  );
});
