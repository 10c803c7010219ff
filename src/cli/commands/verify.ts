import type { Command } from "commander";
import { createJudge } from "../../checks/judge.ts";
import { rules } from "../../checks/rules.ts";
import { createTimeOrder, type HistoryEvent } from "../../contract/history.ts";
import { safeText } from "../../contract/safe-text.ts";
import type { Verdict } from "../../contract/verdict.ts";
import { isMarked } from "../../generators/marker.ts";
import { line as exchangeLine } from "../../run/evidence.ts";
import { exitCode } from "../fail.ts";
import { openSavedTraffic, withPath } from "../saved-traffic.ts";
import { table, terminal } from "../terminal.ts";

interface VerifyFlags {
  readonly strict?: boolean;
  readonly json?: boolean;
}

const show = (verdicts: readonly Verdict[], lines: ReadonlyMap<string, readonly string[]>): void => {
  const { line, style } = terminal();
  const paint = { violated: style.bad, inconclusive: style.doubt, holds: style.good, "not exercised": style.faint };
  const rows = verdicts.map(({ rule, kind, exercised, violations }) => [
    paint[kind](kind),
    String(exercised),
    rule,
    violations > 0 ? style.bad(`${violations} violations`) : "",
  ]);
  for (const row of table([["verdict", "looks", "rule", ""], ...rows])) line(row.trimEnd());
  for (const { rule, first } of verdicts) {
    if (first === undefined) continue;
    const info = rules.find(({ id }) => id === rule);
    line();
    line(style.bad(`${rule} (${info?.level}): ${info?.sentence}`));
    line(safeText(`  expected  ${first.expected}`));
    line(safeText(`  received  ${first.received}`));
    line(`  source    ${info?.sources.join("; ")}`);
    for (const text of lines.get(rule) ?? []) line(`  ${text}`);
  }
};

const run = async (path: string, flags: VerifyFlags): Promise<void> => {
  const { line, style } = terminal();
  const saved = await openSavedTraffic(path);
  const judge = createJudge({ rules, basePath: saved.basePath, isOurs: isMarked });
  const lines = new Map<string, readonly string[]>();
  let count = 0;
  const take = (events: readonly HistoryEvent[]) => {
    for (const event of events) {
      if (event.type === "done") count++;
      for (const { rule, exchange } of judge.event(event)) {
        if (exchange !== undefined && !lines.has(rule.id)) lines.set(rule.id, [exchangeLine(exchange)]);
      }
    }
  };
  try {
    const order = createTimeOrder();
    for await (const exchange of saved.exchanges) take(order.add(exchange));
    take(order.end());
  } catch (error) {
    throw withPath(path, error);
  }
  judge.end();
  const verdicts = judge.verdicts();
  const levels = new Map(rules.map(({ id, level }) => [id as string, level]));
  const broken = verdicts.filter(
    ({ rule, kind }) => kind === "violated" && (flags.strict === true || levels.get(rule) === "must"),
  );
  const drift = verdicts.filter(({ rule, kind }) => kind === "violated" && levels.get(rule) === "observed");
  const exercised = verdicts.filter(({ kind }) => kind !== "not exercised");
  if (flags.json === true) line(JSON.stringify({ file: path, exchanges: count, notes: saved.notes, verdicts }));
  else for (const note of saved.notes) line(safeText(note));
  // A table in which no rule was exercised would bury the one line that counts.
  if (flags.json !== true && exercised.length > 0) {
    line();
    show(verdicts, lines);
    line();
    const summary = `verify: ${count} exchanges, ${exercised.length} of ${verdicts.length} rules exercised, ${broken.length} violated, ${drift.length} drifted`;
    line(broken.length > 0 ? style.bad(summary) : style.good(summary));
  }
  if (broken.length > 0) process.exitCode = exitCode.violated;
  else if (exercised.length === 0) {
    terminal().note(`${path}: no answer of the users resource is in it, so nothing was judged`);
    process.exitCode = exitCode.unable;
  } else process.exitCode = exitCode.holds;
};

export const verify = (program: Command): void => {
  program
    .command("verify")
    .argument("<file>", "a HAR file, or the exchanges.ndjson of a run")
    .option("--strict", "rules that are observed, not promised, fail too")
    .option("--json", "print one machine-readable object")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run verify -- recording.har\n  npm run verify -- reports/latest/exchanges.ndjson\n\nWhat a recording leaves out is not held against it. Exit codes: 0 holds, 1 violated, 2 nothing to judge.",
    )
    .action(run);
};
