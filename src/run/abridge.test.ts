import { expect, test } from "vitest";
import { abridge } from "./exchange-buffer.ts";

const rows = Array.from({ length: 60 }, (_, i) => ({ id: 7000 + i, name: "A", gender: i === 57 ? "male" : "female" }));
const text = JSON.stringify(rows);
const row = '[… 57 before, {"id":7057,"name":"A","gender":"male"}, … 2 after]';

test.each([
  ["by its place", "/57/gender must be equal to one of the allowed values"],
  ["by its id", "user 7057 twice"],
  ["by a field it quotes", 'gender "male" in GET /users as A'],
])("of a list the row is shown that a violation names %s", (_, received) => {
  expect(abridge(text, { expected: "", received })).toBe(row);
});

test("a long text does not hide the fields after it", () => {
  const user = { id: 1, name: "名".repeat(200), status: "active" };
  expect(abridge(JSON.stringify(user))).toBe(`{"id":1,"name":"${"名".repeat(32)}…","status":"active"}`);
});

test("what is no JSON, or names no row, stays as it is", () => {
  expect(abridge("<html>")).toBe("<html>");
  expect(abridge("[1,2]", { expected: "x", received: "/9 must be integer" })).toBe("[1,2]");
  expect(abridge('"text"')).toBe('"text"');
});
