import { expect, test } from "vitest";
import { choosePart } from "./choose-properties.ts";

test("a part of the contract is what exercises a rule, or an operation of the spec", async () => {
  const part = await choosePart({ reports: "none", rule: ["own-email-is-not-taken"], operation: ["listPosts"] });
  const ids = part.properties.map(({ id }) => id);
  expect(ids).toContain("emails-are-unique");
  expect(ids.length).toBeLessThan(10);
});
