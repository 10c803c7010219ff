import { beforeAll, describe, expect, test } from "vitest";
import { runAgainst } from "../../suites/self/testing/run-against.ts";
import type { ContractRecord, Finding } from "../contract/run.ts";
import { findFault } from "../simulator/faults.ts";
import { createTerminal } from "./terminal.ts";
import { verdictLines } from "./verdict-text.ts";

const { style } = createTerminal({ write: () => {} }, { write: () => {} }, { nowMs: () => 0 });
const screenOf = (record: ContractRecord, columns = 80) =>
  verdictLines(record, { style, columns, target: "embedded simulator", wrong: " --fault x" });
/** Rows that other lines take: what leads in, what changed since the last run, where the report is, the last line. */
const othersRows = 6;

describe("the screen of a run in which an update reset fields it did not name", () => {
  let record: ContractRecord;
  beforeAll(async () => {
    const fault = findFault("update-resets-unnamed-fields");
    ({ record } = await runAgainst((simulated) => simulated, { fault, budget: 120 }));
  });

  test("fits 80 × 24, the verdict first", () => {
    const lines = screenOf(record);
    expect(lines[0]).toMatch(/^the contract is violated: 1 of \d+ judged rules broken$/);
    expect(lines[2]).toBe("✗ an update leaves the fields it does not name as they were, by PATCH and by PUT");
    const said = lines.join("\n");
    for (const label of ["expected", "received", "requests", "target"]) expect(said).toContain(`${label}  `);
    expect(lines.length).toBeLessThanOrEqual(24 - othersRows);
    for (const line of lines) if (!line.includes("npm run")) expect(line.length).toBeLessThanOrEqual(80);
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

  test("stays one screen where a dozen rules are broken", () => {
    const [finding] = record.findings;
    if (finding === undefined) throw new Error("the fault was not found");
    const findings = Array.from(
      { length: 12 },
      (_, at): Finding => ({ ...finding, rule: { ...finding.rule, id: `r${at}` } }),
    );
    const lines = screenOf({ ...record, findings });
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.join("\n")).toContain("and 4 more: in the report, or with --verbose");
  });

  test("calls a rule that is only observed drifted, not broken", () => {
    const [finding] = record.findings;
    if (finding === undefined) throw new Error("the fault was not found");
    const rule = { ...finding.rule, level: "observed" as const };
    const lines = screenOf({
      ...record,
      outcome: "holds",
      rules: record.rules.map((each) => (each.id === rule.id ? rule : each)),
      findings: [{ ...finding, rule }],
    });
    expect(lines[0]).toMatch(/^the contract holds.*; drifted: 1 observed rule$/);
    expect(lines[2]).toMatch(/^! drift: an update leaves/);
  });
});
