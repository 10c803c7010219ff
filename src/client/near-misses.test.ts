import fc from "fast-check";
import { expect, test } from "vitest";
import { nearMisses } from "./near-misses.ts";

const token = "0a1B2c3d4e5f".repeat(5);

test("each method bears another token, and none of them is real", () => {
  const made = Object.values(nearMisses(token));
  expect(new Set(made).size).toBe(made.length);
  expect(made).not.toContain(token);
});

test("they differ from the real one at its end, at its beginning, in length and in the case of letters", () => {
  const { GET, POST, DELETE, PUT, PATCH } = nearMisses(token);
  expect(GET).toMatch(new RegExp(`^${token.slice(0, -1)}.$`));
  expect(POST).toBe(`${token}0`);
  expect(DELETE?.toLowerCase()).toBe(token.toLowerCase());
  expect(PUT).toBe(token.slice(0, -1));
  expect(PATCH?.slice(1)).toBe(token.slice(1));
});

test("of any two tokens no near miss is one of them, and none is empty", () => {
  const anyToken = fc.string({ unit: fc.constantFrom("0", "1", "a", "A", "-"), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(anyToken, anyToken, (a, b) => {
      for (const made of Object.values(nearMisses(a, b))) {
        expect([a, b, ""]).not.toContain(made);
      }
    }),
  );
});
