import { beforeAll, describe, expect, test } from "vitest";
import { runAgainst } from "../../suites/self/testing/run-against.ts";
import type { ContractRecord, Finding } from "../contract/run.ts";
import { findFault } from "../simulator/faults.ts";
import { createTerminal } from "./terminal.ts";
import { rowsOf, verdictLines } from "./verdict-text.ts";

const { style } = createTerminal({ write: () => {} }, { write: () => {} }, { nowMs: () => 0 });
/** Rows that other lines take: a blank one, the report, the replay, the same run again, the last line, the prompt. */
const othersRows = 7;
const screenOf = (record: ContractRecord, columns = 80, rows = 24 - othersRows) =>
  verdictLines(record, { style, columns, rows });

describe("the screen of a run in which an update reset fields it did not name", () => {
  let record: ContractRecord;
  beforeAll(async () => {
    const fault = findFault("update-resets-unnamed-fields");
    ({ record } = await runAgainst((simulated) => simulated, { fault, budget: 120 }));
  });

  test("fits 80 × 24, the verdict first", () => {
    const lines = screenOf(record, 80, 18);
    expect(lines[0]).toMatch(/^the contract is violated: 1 of \d+ judged rules broken$/);
    expect(lines[2]).toBe("✗ an update leaves the fields it does not name as they were, by PATCH and by PUT");
    const said = lines.join("\n");
    for (const label of ["expected", "received", "requests"]) expect(said).toContain(`${label}  `);
    expect(lines.length).toBeLessThanOrEqual(18);
    for (const line of lines) if (!line.startsWith("✗")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("shows of a finding in brief the request whose answer is wrong, not one that proves it afterwards", () => {
    const [finding] = record.findings;
    if (finding === undefined) throw new Error("the fault was not found");
    const late: Finding = {
      ...finding,
      received: "no such user in GET /users as A",
      sequence: ["#1 A POST /users {} → 201", "#2 A GET /users?name=x → 200 []", "#3 A DELETE /users/7 → 204"],
    };
    const findings = Array.from({ length: 3 }, (_, at): Finding => ({ ...late, rule: { ...late.rule, id: `r${at}` } }));
    expect(screenOf({ ...record, findings })).toContain("  request   (1 before) #2 A GET /users?name=x → 200 []");
  });

  test("names each figure of the requests", () => {
    expect(screenOf({ ...record, requests: 100, budget: 120 }).join("\n")).not.toContain("to shorten");
    const beyond = screenOf({ ...record, requests: 130, beyondBudget: 10, budget: 120 }).join("\n");
    expect(beyond).toContain("requests    130 (120 of 120, 10 to shorten findings); records ");
  });

  test("says how much of the contract was judged, and the true reason for the rest", () => {
    const said = screenOf(record).join("\n");
    expect(said).toMatch(/not judged {2}\d+ rules?, the budget was too small: /);
    expect(said).toMatch(/\d+ properties of \d+ did not run/);
    const holds: ContractRecord = {
      ...record,
      outcome: "holds",
      findings: [],
      verdicts: record.verdicts.filter(({ kind }) => kind !== "violated"),
    };
    expect(screenOf(holds)[0]).toMatch(/^the contract holds, as far as \d+ of \d+ rules could be judged$/);
  });

  test.each([1, 2, 3, 4, 12, 60])(
    "fits the rows there are where %s rules are broken, and counts what is left out",
    (count) => {
      const [finding] = record.findings;
      if (finding === undefined) throw new Error("the fault was not found");
      const findings = Array.from(
        { length: count },
        (_, at): Finding => ({ ...finding, rule: { ...finding.rule, id: `r${at}` } }),
      );
      const lines = screenOf({ ...record, findings });
      expect(rowsOf(lines, 80)).toBeLessThanOrEqual(24 - othersRows);
      const named = lines.filter((text) => /^✗ /.test(text)).length;
      const [, left = "0"] = /and (\d+) more: in the report, or with --verbose/.exec(lines.join("\n")) ?? [];
      expect(named + Number(left)).toBe(count);
      expect(lines.join("\n").match(/^ {2}expected/gm)?.length).toBeGreaterThanOrEqual(1);
      // The request that decides, with its answer and how many came before, also where there is room for one alone.
      expect(lines.join("\n")).toMatch(
        /^ {2}(?:request {3}\(\d+ before\) |requests .*\n +)#\d+ A P(?:ATCH|UT) .* → 200 /m,
      );
      expect(
        screenOf({ ...record, findings }, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY).join("\n"),
      ).toContain("  rule      r0 (");
    },
  );

  test("calls a rule that is only observed drifted, not broken", () => {
    const [finding] = record.findings;
    if (finding === undefined) throw new Error("the fault was not found");
    const rule = { ...finding.rule, level: "observed" as const };
    const lines = screenOf(
      {
        ...record,
        outcome: "holds",
        rules: record.rules.map((each) => (each.id === rule.id ? rule : each)),
        findings: [{ ...finding, rule }],
      },
      80,
      18,
    );
    expect(lines[0]).toMatch(/^the contract holds.*; drifted: 1 observed rule$/);
    expect(lines[2]).toMatch(/^! drift: an update leaves/);
  });
});
