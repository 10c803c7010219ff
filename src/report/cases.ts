import { defined } from "../contract/defined.ts";
import type { RunRecord } from "../contract/run.ts";
import { clauses, quotedSources } from "../contract/verdict.ts";
import { drifts } from "./compare.ts";
import type { ReportInput } from "./format.ts";
import { curlCommand, measuredText, replayCommand } from "./status.ts";

/** A run as test cases, which CI servers understand. A rule is a test, and so is a threshold. */
export interface Case {
  /** "contract: delete", "load: paced". */
  readonly suite: string;
  readonly id: string;
  /** A sentence. */
  readonly name: string;
  /** `drifted`: a rule that is only observed was broken, and the run was not strict. */
  readonly status: "passed" | "failed" | "skipped" | "unclear" | "drifted";
  /** One line: what was received, or why it was not judged. */
  readonly message?: string;
  /** Everything a reader needs to act. */
  readonly detail?: string;
}

const ruleCases = (input: ReportInput, part: "contract" | "load"): readonly Case[] => {
  const { run } = input;
  const rules = new Map(run.contract?.rules.map((rule) => [rule.id, rule]));
  const record = part === "contract" ? run.contract : run.load;
  const findings = record?.findings ?? [];
  return (record?.verdicts ?? []).map((verdict): Case => {
    const rule = rules.get(verdict.rule);
    const finding = findings.find((one) => one.rule.id === verdict.rule);
    const base = {
      suite: part === "contract" ? `contract: ${rule?.clause ?? "every answer"}` : "load: rules",
      id: verdict.rule,
      name: rule?.sentence ?? finding?.rule.sentence ?? verdict.rule,
    };
    const reason = defined({ message: verdict.reason });
    if (verdict.kind === "holds") return { ...base, status: "passed" };
    if (verdict.kind === "not exercised")
      return {
        ...base,
        status: "skipped",
        message: `not exercised${verdict.reason === undefined ? "" : `: ${verdict.reason}`}`,
      };
    if (verdict.kind === "inconclusive") return { ...base, status: "unclear", ...reason };
    const first = finding ?? verdict.first;
    return {
      ...base,
      status: drifts((rule ?? finding?.rule)?.level, run) ? "drifted" : "failed",
      message: first === undefined ? "violated" : `expected ${first.expected}; received ${first.received}`,
      ...(finding === undefined
        ? {}
        : {
            detail: [
              `rule      ${finding.rule.id}`,
              ...quotedSources(finding.rule.sources).map((text) => `source    ${text}`),
              `expected  ${finding.expected}`,
              `received  ${finding.received}`,
              "",
              ...finding.sequence,
              "",
              ...[curlCommand(input, finding)].filter((text) => text !== undefined),
              replayCommand(input, finding),
            ].join("\n"),
          }),
    };
  });
};

const thresholdCases = (run: RunRecord): readonly Case[] =>
  (run.load?.scenarios ?? []).flatMap((scenario) => {
    const suite = `load: ${scenario.id}`;
    const unusable = scenario.outcome === "invalid" || scenario.outcome === "unable";
    const own: Case = {
      suite,
      id: scenario.id,
      name: scenario.statement,
      status: unusable ? "unclear" : "passed",
      ...(unusable ? { message: `${scenario.outcome}: ${scenario.reason ?? "no reason was given"}` } : {}),
    };
    return [
      own,
      ...scenario.thresholds.map(
        (threshold): Case => ({
          suite,
          id: `${scenario.id}: ${threshold.sentence}`,
          name: threshold.sentence,
          status: threshold.holds ? "passed" : "failed",
          ...(threshold.holds ? {} : { message: measuredText(threshold) }),
        }),
      ),
    ];
  });

const stoppedCases = (run: RunRecord): readonly Case[] =>
  (["contract", "load"] as const).flatMap((part): Case[] => {
    const record = run[part];
    if (record === undefined || (record.outcome !== "unable" && record.outcome !== "interrupted")) return [];
    return [
      {
        suite: `${part}: the run itself`,
        id: `${part}-run`,
        name: `the ${part} run does its job`,
        status: "unclear",
        message: `${record.outcome}: ${record.reason ?? "no reason was given"}`,
      },
    ];
  });

/** All cases of a run, suites together and in the order reports show them. */
export const casesOf = (input: ReportInput): readonly Case[] => {
  const { run } = input;
  const order = clauses.map((clause) => `contract: ${clause}`);
  const rank = (suite: string) => (order.includes(suite) ? order.indexOf(suite) : order.length);
  return [...stoppedCases(run), ...ruleCases(input, "contract"), ...ruleCases(input, "load"), ...thresholdCases(run)]
    .map((one, index) => ({ one, index }))
    .sort((a, b) => rank(a.one.suite) - rank(b.one.suite) || a.index - b.index)
    .map(({ one }) => one);
};
