import { describe, expect, it } from "vitest";
import { familyIds } from "./families.ts";
import { honestProperties } from "./verify-properties.ts";

describe.each(familyIds)("in many runs an honest %s raises no alarm", (id) => {
  it.each(honestProperties)("%s", (_, holds) => {
    expect(() => holds(id, 200)).not.toThrow();
  });
});
