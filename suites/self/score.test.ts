import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rules } from "../../src/checks/rules.ts";
import { clauses } from "../../src/contract/verdict.ts";
import { contractTrial } from "../../src/evaluation/score/contract-trial.ts";
import { mutatedFiles } from "../../src/evaluation/score/freeze.ts";
import { readMutants } from "../../src/evaluation/score/measure.ts";
import { applyMutant, originals } from "../../src/evaluation/score/mutant.ts";
import { rulesWithoutFault } from "../../src/evaluation/score/score.ts";
import { createSecond } from "../../src/evaluation/second-server/create.ts";
import { benignVariants } from "../../src/simulator/benign.ts";
import { faults, findFault } from "../../src/simulator/faults.ts";
import { clauseOf, falselySaid, isNoticed } from "./testing/score-sample.ts";

// A fault of each clause and a handful of correct servers, in process. One fault a rule and every correct server are in
// score.slow.test.ts; the whole catalogue under several seeds and budgets is `npm run score`.

/** Enough for the first case of most properties. */
const benignBudget = 90;
/** Behind a gateway, and shared with other writers; the plain one is in contract-run.test.ts, limiters in budget-rules.test.ts. */
const correctServers = ["gateway-502-after-the-act", "others-writing"];

/** Rules that no fault earns, with the reason. */
const unearned: Readonly<Record<string, string>> = {};

test("every fault names a rule there is", () => {
  const ids = new Set<string>(rules.map(({ id }) => id));
  expect(faults.filter(({ breaks }) => !ids.has(breaks)).map(({ id, breaks }) => `${id}: ${breaks}`)).toEqual([]);
  expect(faults.length).toBeGreaterThanOrEqual(120);
});

test("every rule is earned by a fault", () => {
  expect(rulesWithoutFault(faults)).toEqual(Object.keys(unearned));
});

/** One a clause: of those that show in the first run. */
const chosen = [
  "etag-by-length",
  "parallel-creates-mixed-up",
  "parallel-reads-mixed-up",
  "empty-update-resets-status",
  "delete-deletes-nothing",
  "refused-create-is-done",
  "only-first-filter-applies",
  "create-needs-no-token",
  "budget-per-method",
  "create-race",
  "child-names-another-parent",
].flatMap((id) => findFault(id) ?? []);

test("a fault of each clause of the contract is tried", () => {
  expect(chosen.map(clauseOf)).toEqual(clauses);
});

test.each(chosen.map((fault) => [fault.id, fault.breaks, fault] as const))(
  "%s is noticed by %s",
  async (_id, _breaks, fault) => {
    expect(await isNoticed(fault), fault.sentence).toBe(true);
  },
);

test("there are at least twenty correct but unusual servers", () => {
  expect(benignVariants.length).toBeGreaterThanOrEqual(20);
});

test.each(correctServers)(
  `a run of ${benignBudget} requests finds nothing wrong with the server %s`,
  async (variant) => {
    expect(await falselySaid(variant, benignBudget)).toEqual([]);
  },
);

test("a run finds nothing wrong with a server that was written from the facts alone", async () => {
  const { record } = await contractTrial({ server: {}, create: createSecond, seed: 1, budget: 120 });
  expect(record.findings.map(({ rule }) => rule.id)).toEqual([]);
  expect(record).toMatchObject({ outcome: "holds" });
});

test("the frozen mutants still fit the servers they are made of, and those not counted say why", async () => {
  const { mutants } = await readMutants();
  expect(mutants.length).toBe(300);
  for (const mutant of mutants) {
    const source = readFileSync(new URL(mutant.file, originals[mutant.of]), "utf8");
    expect(applyMutant(source, mutant)).not.toBe(source);
    expect(mutant.equivalentBecause ?? "counted").not.toBe("");
  }
});

test("mutants are made of files that the servers have", () => {
  for (const of of ["simulator", "second server"] as const)
    for (const file of mutatedFiles[of]) expect(existsSync(new URL(file, originals[of])), file).toBe(true);
});
