import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { falseAlarms, suiteMarkdown, suiteText } from "../../src/cli/score-suite-text.ts";
import { createTerminal } from "../../src/cli/terminal.ts";
import { perform, plainServers } from "../../src/evaluation/score/job.ts";
import { measure, measureMutants, readMutants } from "../../src/evaluation/score/measure.ts";
import { measureSuite } from "../../src/evaluation/score/measure-suite.ts";
import { benignVariants } from "../../src/simulator/benign.ts";
import type { Fault } from "../../src/simulator/fault.ts";
import { faults, findFault } from "../../src/simulator/faults.ts";
import { falselySaid, faultsByRule, isNoticed } from "./testing/score-sample.ts";
import { root } from "./testing/sources.ts";

const processes = 2;

const chosen = (...ids: readonly string[]): readonly Fault[] =>
  ids.map((id) => findFault(id)).filter((f) => f !== undefined);

// A sample of `npm run score`, which is the whole matrix: every fault and every correct server, ten seeds, three budgets.

test.each([...faultsByRule])("%s notices a fault that breaks it", async (_rule, own) => {
  // What draws its input by chance may miss one of them; how often is the matrix's business.
  expect(await isNoticed(...own.slice(0, 4)), `none of ${own.map(({ id }) => id).join(", ")}`).toBe(true);
});

test.each([...plainServers, ...benignVariants.map(({ id }) => id)])(
  "a run of 90 requests finds nothing wrong with the server %s",
  async (variant) => {
    expect(await falselySaid(variant, 90)).toEqual([]);
  },
);

test("a matrix, shared out among processes, kills every fault of a sample and alarms at no correct server", async () => {
  const record = await measure({
    faults: chosen("status-missing-in-lists", "delete-answers-200", "update-is-not-kept", "limit-not-enforced"),
    // Each in its own way what most false alarms came of: other writers, a limiter of another kind, a gateway.
    benign: ["correct", "daily-reset", "others-writing", "by-fixed-window-aligned", "gateway-502-after-the-act"],
    budgets: [90, 450],
    seeds: 1,
    benignSeeds: 1,
    processes,
  });
  // Of four, those killed within 90 requests are no share.
  expect(record.rows.at(-1)).toMatchObject({ name: "all", faults: 4, killed: [expect.any(Number), 4] });
  expect(record.benign.map(({ alarms, unable }) => [...alarms, ...unable])).toEqual([[], [], [], [], []]);
  // A create and its delete; what is about a budget over time is shown by no sequence.
  const shown = Object.fromEntries(record.faults.map((fault) => [fault.id, fault.shown]));
  expect(shown).toMatchObject({ "status-missing-in-lists": 1, "delete-answers-200": 2 });
  expect(shown["limit-not-enforced"]).toBeUndefined();
  expect(record.targets).toContainEqual(
    expect.objectContaining({ sentence: "median of what a finding shows", limit: 4, holds: true }),
  );
});

/** It waits by the real clock, which the comparison does not. */
const usesNoClock = (id: string): boolean => id.includes("options.sleep");

test("a mutant is a server of its own, whose answers differ from the original's", async () => {
  const mutant = (await readMutants()).mutants.find((each) => each.limited !== true);
  if (mutant === undefined) throw new Error("every mutant shows at the limit only");
  expect(await perform({ kind: "compare", mutant })).toMatchObject({ kind: "comparison", verdict: "different" });
});

test("a mutant is not counted only where its raw traffic contradicts no fact", async () => {
  const { mutants } = await readMutants();
  const left = mutants.filter(({ equivalentBecause, id }) => equivalentBecause !== undefined && !usesNoClock(id));
  for (const mutant of left)
    expect(await perform({ kind: "compare", mutant }), mutant.id).toMatchObject({ verdict: "same" });
});

test("of the mutants, chosen before any rule saw them, nearly all are killed, and no correct one is alarmed at", async () => {
  const { rows, mutants } = await measureMutants({ budgets: [450], seeds: 1, processes, every: 13 });
  const all = rows.at(-1);
  expect(all?.pairs).toBeGreaterThan(15);
  expect((all?.killed[0] ?? 0) / (all?.pairs ?? 1)).toBeGreaterThanOrEqual(0.8);
  const alarmed = mutants.filter(({ equivalentBecause, rules }) => equivalentBecause !== undefined && rules.length > 0);
  expect(alarmed.map(({ id }) => id)).toEqual([]);
});

const { style } = createTerminal({ write: () => true }, { write: () => true }, { nowMs: () => 0 });
const script = (name: string) =>
  `"${process.execPath}" "${fileURLToPath(new URL(`./suites/${name}.mjs`, import.meta.url))}"`;
const score = (command: string, some: readonly Fault[], benign: readonly string[], budget = 450) =>
  measureSuite({ command, faults: some, benign, budget, timeoutMs: 60_000, parallel: processes });

describe("a suite of somebody else", () => {
  test("is scored by class, with its requests and without a false alarm", async () => {
    const some = chosen("status-missing-in-lists", "list-in-envelope", "delete-answers-200", "total-off-by-one");
    const record = await score(script("schema-of-users"), some, ["gzip", "leftovers", "others-writing"]);
    expect(record.rows).toEqual([
      { name: "schema", faults: 3, killed: 2 },
      { name: "headers", faults: 1, killed: 0 },
      { name: "all", faults: 4, killed: 2 },
    ]);
    expect(record.requests).toEqual({ correct: 1, faulty: 1 });
    expect(falseAlarms(record)).toEqual([]);
    expect(suiteText(record, style).join("\n")).toContain("left nothing behind");
    expect(suiteMarkdown(record)).toContain("| delete-answers-200 | schema | passed | 1 | 0 |");
  });

  test("is told what it leaves behind and where it alarms without cause", async () => {
    const record = await score(script("leaves-a-user"), chosen("create-answers-200"), ["email-uniqueness-per-account"]);
    expect(record.rows.at(-1)).toEqual({ name: "all", faults: 1, killed: 1 });
    expect(record.correct.map(({ left }) => left)).toEqual([1, 1]);
    expect(suiteText(record, style).join("\n")).toContain(
      "left records behind on 3 servers, 2 of them correct; at most 1",
    );
  });

  test("is not tried on faults of the limit when it does not wait on the correct one", async () => {
    const some = chosen("limit-not-enforced", "list-in-envelope");
    const record = await score(script("impatient"), some, []);
    expect(record.withoutLimiter).toMatch(/^it fails on the correct, limit 10 server/);
    expect(record.faults.map(({ id, outcome }) => [id, outcome])).toEqual([
      ["limit-not-enforced", "not tried"],
      ["list-in-envelope", "passed"],
    ]);
    expect(record.rows.at(-1)).toEqual({ name: "all", faults: 2, killed: 0 });
  });

  test("is not scored when it fails on the correct server, and told why", async () => {
    const record = await score(script("always-fails"), faults, []);
    expect(record.unscored).toMatch(/^it fails on the correct server \(exit code 1\)/);
    expect(record.faults).toEqual([]);
    // In colour as it wrote it, without as it is shown.
    expect(record.correct[0]?.tail).toBe("expected 200, got 200");
    expect(suiteText(record, style).join("\n")).toContain("expected 200, got 200");
  });

  test("is not scored when it never asks the server", async () => {
    const record = await score(`"${process.execPath}" -e 0`, faults, []);
    expect(record.unscored).toContain("it must read GOREST_BASE_URL");
  });

  test("is ended with all it has started when it takes too long", async () => {
    const record = await measureSuite({
      command: `"${process.execPath}" -e "setTimeout(() => {}, 60000)"`,
      faults: [],
      benign: [],
      budget: 450,
      timeoutMs: 1_000,
      parallel: 1,
    });
    expect(record.unscored).toBe("it did not end within 1 s on the correct server");
    // By itself it would end after 60 s.
    expect(record.tookMs).toBeLessThan(55_000);
  });

  test("may be our own, which finds what it is shown and leaves nothing", async () => {
    const some = chosen("delete-answers-200", "update-is-not-kept", "others-can-read", "gender-filter-leaks");
    const reports = mkdtempSync(join(tmpdir(), "gorest-suite-"));
    const main = `"${process.execPath}" "${root}src/cli/start.mjs" contract --seed 1 --reports "${reports}"`;
    const record = await score(main, some, ["gzip", "huge-ids"], 240);
    rmSync(reports, { recursive: true, force: true });
    expect(record.unscored).toBeUndefined();
    expect(record.rows.at(-1)).toEqual({ name: "all", faults: 4, killed: 4 });
    expect(falseAlarms(record)).toEqual([]);
    expect(record.correct.every(({ left, requests }) => left === 0 && requests <= 240)).toBe(true);
  });
});
