import { expect, test } from "vitest";
import { properties } from "../../suites/contract/properties.ts";
import type { Verdict } from "../contract/verdict.ts";
import { withReason } from "./contract-record.ts";
import { noSecondToken } from "./plan.ts";

const silent: Verdict = {
  rule: "one-delete-wins",
  kind: "not exercised",
  exercised: 0,
  violations: 0,
  inconclusive: 0,
};
const clause = "concurrency" as const;
const rules = [{ id: silent.rule, clause }];
const rows = properties
  .slice(0, 2)
  .map((property) => ({ property: { ...property, clause }, reason: "it takes 40 requests" }));
const ids = rows.map(({ property }) => property.id);
const after = (...cases: readonly number[]) => new Map(ids.map((id, i) => [id, { cases: cases[i] ?? 0 }]));

test("a rule that was not exercised names a property that did not run, and why", () => {
  expect(withReason(silent, rules, rows, after(0, 0), { spent: 90 }).reason).toBe(
    `${ids[0]} did not run: it takes 40 requests`,
  );
});

test("a property of another clause explains nothing", () => {
  const other = [{ id: silent.rule, clause: "lists" as const }];
  expect(withReason(silent, other, rows, after(0, 0), { spent: 90 }).reason).toBe(
    "no exchange that it judges came up in 90 requests",
  );
});

test("a property that was planned out and ran on what was left over explains nothing", () => {
  expect(withReason(silent, rules, rows, after(2, 0), { spent: 90 }).reason).toBe(
    `${ids[1]} did not run: it takes 40 requests`,
  );
  expect(withReason(silent, rules, rows, after(2, 1), { spent: 90 }).reason).toBe(
    "no exchange that it judges came up in 90 requests",
  );
});

test("a missing second token explains the rules that need one, and no other", () => {
  const first = rows.map((row, at) => (at === 0 ? { ...row, reason: noSecondToken } : row));
  const reasonOf = (needs?: "second token") =>
    withReason(silent, [{ id: silent.rule, clause, ...(needs && { needs }) }], first, after(0, 0), { spent: 90 })
      .reason;
  expect(reasonOf()).toBe(`${ids[1]} did not run: it takes 40 requests`);
  expect(reasonOf("second token")).toBe(`${ids[0]} did not run: ${noSecondToken}`);
});
