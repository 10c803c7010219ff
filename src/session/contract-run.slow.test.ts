import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { budgetMoves, limitIsReal } from "../../suites/contract/rate-limit.ts";
import type { RunRecord } from "../contract/run.ts";
import { type ContractRunOptions, contractRun } from "./contract-run.ts";
import { findRun, readRun } from "./reports-dir.ts";
import { openRunFiles } from "./run-files.ts";
import { readSettings } from "./settings.ts";

const reportsDir = mkdtempSync(join(tmpdir(), "gorest-nights-"));
afterAll(() => rmSync(reportsDir, { recursive: true, force: true }));

const night = async (seed: number, history: ContractRunOptions["history"]): Promise<RunRecord> => {
  const files = await openRunFiles({ reportsDir, kind: "contract", seed });
  try {
    const { record, target } = await contractRun({
      settings: { ...readSettings({}), requestBudget: 200 },
      properties: [budgetMoves, limitIsReal],
      seed,
      reportsDir,
      ...(history === undefined ? {} : { history }),
    });
    await files.finish({ target, contract: record });
    return await readRun(await findRun(reportsDir, files.dir.id));
  } finally {
    files.close();
  }
};

const filters = ({ contract }: RunRecord) => contract?.hardInputs?.places.find(({ place }) => place === "filter name");

test("a night takes last what the nights before it tried, and is repeated by its seed and its record", async () => {
  const first = await night(1, "last");
  const second = await night(2, "last");
  expect(filters(first)?.before).toEqual([]);
  const { values = 0, tried = [], before = [] } = filters(second) ?? {};
  expect(before).toEqual(filters(first)?.tried);
  expect(tried.length).toBeGreaterThan(3);
  // A value is tried again where none is left that was not.
  const again = tried.filter((value) => before.includes(value));
  expect(again.length === 0 || new Set([...tried, ...before]).size === values).toBe(true);
  expect(again.length).toBeLessThan(tried.length);

  const repeated = await night(2, second);
  expect(repeated.contract?.hardInputs).toEqual(second.contract?.hardInputs);
  // By the seed alone it would have been another run.
  const alone = await night(2, undefined);
  expect(alone.contract?.hardInputs?.chosenBy).toBe("seed");
  expect(filters(alone)?.tried).not.toEqual(tried);
});
