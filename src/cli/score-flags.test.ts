import { expect, test } from "vitest";
import { refuseStrayFlags, type ScoreFlags } from "./score-flags.ts";

const usual = {
  seeds: "10",
  budget: "450",
  fault: [],
  class: [],
  seed: "1",
  timeout: "120",
  processes: "2",
  reports: "reports",
} satisfies ScoreFlags;

const refusal = (given: Partial<ScoreFlags>): string | undefined => {
  try {
    refuseStrayFlags({ ...usual, ...given }, Object.keys(given));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

test.each<[Partial<ScoreFlags>, string]>([
  [{ cmd: "x", seeds: "3" }, "--seeds does not apply with --cmd; leave it out"],
  [{ cmd: "x", full: true }, "--full applies only without --cmd; leave it out, or score so"],
  [{ min: "30" }, "--min applies only with --cmd; leave it out, or score so"],
  [{ results: "r.xml" }, "--results applies only with --cmd; leave it out, or score so"],
  [{ mutants: true, class: ["schema"] }, "--class does not apply with --mutants; leave it out"],
  [{ cmd: "x", mutants: true }, "--cmd and --mutants exclude each other; leave one out"],
  [{ freeze: true, reports: "r" }, "--reports does not apply with --freeze; leave it out"],
  [{ benignOnly: true, fault: ["x"] }, "--benign-only and --fault exclude each other; leave one out"],
])("%j means nothing and is refused", (given, message) => {
  expect(refusal(given)).toBe(message);
});

test("a sample's seed needs a sample, and one result file needs one run at a time", () => {
  expect(refusal({ cmd: "x", seed: "3" })).toContain("--seed draws the sample");
  expect(refusal({ cmd: "x", results: "r.xml", processes: "2" })).toContain("would all write r.xml");
  expect(refusal({ cmd: "x", results: "r.xml", processes: "1" })).toBeUndefined();
  expect(refusal({ cmd: "x", results: "-", processes: "4" })).toBeUndefined();
});

test.each<Partial<ScoreFlags>>([
  {},
  { cmd: "x", results: "r.xml", sample: "20", seed: "3", for: "5m", min: "30", class: ["schema", "headers"] },
  { cmd: "x", benignOnly: true, json: true, reports: "r", timeout: "90s", budget: "90" },
  { full: true, seeds: "3", fault: ["delete-answers-200"] },
  { mutants: true, seeds: "2", json: true },
  { freeze: true, processes: "4" },
])("%j is taken", (given) => {
  expect(refusal(given)).toBeUndefined();
});
