import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rules } from "../src/checks/rules.ts";
import { summaryLines } from "../src/cli/contract-text.ts";
import { createTerminal } from "../src/cli/terminal.ts";
import type { ContractResult } from "../src/run/open-run.ts";
import { contractRun } from "../src/session/contract-run.ts";
import { environment } from "../src/session/environment.ts";
import { readSettings } from "../src/session/settings.ts";
import { properties } from "./contract/properties.ts";

/**
 * The contract suites against the target of the environment: the embedded simulator, or the live service when
 * GOREST_TOKEN is set. One run feeds every test below: a budget cannot be shared between files.
 */
const settings = readSettings(environment());
const seed = settings.seed ?? (settings.kind === "simulator" ? 1 : Date.now() % 2_147_483_647);
const plain = createTerminal({ write: () => {} }, { write: () => {} }, { nowMs: () => 0 }).style;
/** A live run takes what the limit allows: 240 requests at 81 a minute, and twice that for a slow network. */
const patienceMs = settings.kind === "simulator" ? 60_000 : 15 * 60_000;

describe(`the contract of ${settings.kind === "simulator" ? "the embedded simulator" : settings.baseUrl}, seed ${seed}`, () => {
  const stop = new AbortController();
  let result: ContractResult | undefined;
  beforeAll(async () => {
    result = await contractRun({ settings, properties, seed, reportsDir: "reports", signal: stop.signal });
  }, patienceMs);
  afterAll(() => stop.abort());

  const record = () => {
    if (result === undefined) throw new Error("the contract run ended with an error; see above");
    return result.record;
  };

  test("the run can do its job and leaves nothing behind", () => {
    expect(record().reason ?? "nothing").toBe(
      record().outcome === "violated" ? (record().reason ?? "nothing") : "nothing",
    );
    expect(record().outcome).not.toBe("unable");
    expect(record().records.left).toEqual([]);
    expect(record().requests - (record().beyondBudget ?? 0)).toBeLessThanOrEqual(record().budget);
  });

  describe("properties", () => {
    test.for(properties.map(({ id, sentence }) => [id, sentence] as const))("%s: %s", ([id], { skip }) => {
      const account = record().properties.find((one) => one.id === id);
      if (account?.reason !== undefined) skip(account.reason);
      expect(account?.cases).toBeGreaterThan(0);
      expect(account?.evaluations).toBeGreaterThan(0);
    });
  });

  // What lies below users is put to the test by `npm run contract -- --resource all`.
  describe("rules", () => {
    test.for(
      rules.flatMap(({ sentence, id, level, clause }) =>
        clause === "parents" ? [] : [[sentence, id, level] as const],
      ),
    )("%s", ([, id, level], { skip }) => {
      const verdict = record().verdicts.find(({ rule }) => rule === id);
      if (verdict === undefined) throw new Error(`no verdict of ${id}`);
      if (verdict.kind === "not exercised" || verdict.kind === "inconclusive")
        skip(`${verdict.kind}: ${verdict.reason}`);
      if (verdict.kind === "violated") {
        const finding = record().findings.filter(({ rule }) => rule.id === id);
        const text = summaryLines({ ...record(), findings: finding }, plain).join("\n");
        if (level === "observed") skip(`drift, not a violation: ${verdict.first?.received}`);
        expect.fail(`\n${text}`);
      }
      expect(verdict.exercised).toBeGreaterThan(0);
    });
  });
});
