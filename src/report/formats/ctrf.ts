import { createHash } from "node:crypto";
import { targetName } from "../../contract/target.ts";
import { type Case, casesOf } from "../cases.ts";
import type { Format, ReportInput } from "../format.ts";
import { clip, visible } from "../text.ts";

const statuses = {
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
  unclear: "other",
  drifted: "other",
} as const;

/** A name-based UUID (version 5), so that the same run gives the same report. */
const uuidOf = (name: string): string => {
  const hash = createHash("sha1").update(`gorest-harness ${name}`).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

const test = (one: Case) => ({
  id: uuidOf(`${one.suite} ${one.id}`),
  name: visible(one.name),
  status: statuses[one.status],
  // Rules judge one common stream of traffic, so no time is a rule's own.
  duration: 0,
  suite: one.suite.split(": ").map(visible),
  rawStatus: one.status === "unclear" ? "inconclusive" : one.status,
  ...(one.message === undefined ? {} : { message: visible(clip(one.message, 4000)) }),
  ...(one.detail === undefined ? {} : { trace: visible(clip(one.detail, 16_000)) }),
  extra: { rule: one.id },
});

const render = (input: ReportInput) => {
  const { run } = input;
  const cases = casesOf(input);
  const number = (status: Case["status"]) => cases.filter((one) => one.status === status).length;
  const start = Date.parse(run.startedAt);
  const stop = Date.parse(run.endedAt);
  return {
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    reportId: uuidOf(run.id),
    timestamp: run.endedAt,
    generatedBy: "gorest-harness",
    results: {
      tool: { name: "gorest-harness", version: run.versions.harness },
      summary: {
        tests: cases.length,
        passed: number("passed"),
        failed: number("failed"),
        pending: 0,
        skipped: number("skipped"),
        other: number("unclear") + number("drifted"),
        suites: new Set(cases.map((one) => one.suite)).size,
        start,
        stop,
        duration: stop - start,
      },
      tests: cases.map(test),
      environment: {
        reportName: `${targetName(run.target)} · ${run.id}`,
        appName: run.target.baseUrl,
        osPlatform: run.versions.platform,
        testEnvironment: run.target.kind,
        extra: { seed: run.seed, command: run.command, node: run.versions.node },
      },
    },
  };
};

/** Common Test Report Format, version 0. @see https://ctrf.io */
export const ctrf: Format = {
  id: "ctrf",
  sentence: "Common Test Report Format (CTRF) JSON for tools that read it.",
  render: (input) => [{ name: "ctrf.json", chunks: [`${JSON.stringify(render(input), null, 2)}\n`] }],
};
