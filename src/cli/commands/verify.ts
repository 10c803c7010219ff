import { createReadStream } from "node:fs";
import type { Command } from "commander";
import { createJudge } from "../../checks/judge.ts";
import { rules } from "../../checks/rules.ts";
import { BrokenRecordError, readExchanges } from "../../client/recorder.ts";
import type { Exchange } from "../../contract/exchange.ts";
import { exchangesOfHar } from "../../contract/har.ts";
import { createTimeOrder, type HistoryEvent } from "../../contract/history.ts";
import { safeText } from "../../contract/safe-text.ts";
import type { Verdict } from "../../contract/verdict.ts";
import { isMarked } from "../../generators/marker.ts";
import { line as exchangeLine } from "../../run/evidence.ts";
import { exitCode, UsageError } from "../fail.ts";
import { readLines } from "../read-lines.ts";
import { readText } from "../read-text.ts";
import { table, terminal } from "../terminal.ts";

interface VerifyFlags {
  readonly strict?: boolean;
  readonly json?: boolean;
}

interface Saved {
  readonly exchanges: AsyncIterable<Exchange> | Iterable<Exchange>;
  readonly basePath: string;
  readonly notes: readonly string[];
}

/** The first exchange decides what lies before /users in every URL. */
const basePathOf = (url: string): string => new URL(url).pathname.replace(/\/users(?:\/.*)?$/, "");

/** A broken record, with the path of its file. */
const named = (path: string, error: unknown): unknown =>
  error instanceof BrokenRecordError ? new UsageError(`${path}: ${error.message}`) : error;

const openNdjson = async (path: string): Promise<Saved> => {
  const read = () => readExchanges(readLines(createReadStream(path)));
  try {
    for await (const exchange of read())
      return { exchanges: read(), basePath: basePathOf(exchange.request.url), notes: [] };
  } catch (error) {
    throw named(path, error);
  }
  return { exchanges: [], basePath: "", notes: [] };
};

const openHar = async (path: string): Promise<Saved> => {
  let json: unknown;
  try {
    json = JSON.parse(await readText(path));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError(
      `${path}: it is not JSON (${error.message}); export the traffic as HAR 1.2, or give an .ndjson of a run`,
    );
  }
  const { exchanges, skipped } = exchangesOfHar(json);
  const why = new Map<string, number[]>();
  for (const { index, why: reason } of skipped) why.set(reason, [...(why.get(reason) ?? []), index]);
  const history = exchanges.filter(({ gaps }) => gaps?.history !== undefined);
  return {
    exchanges,
    basePath: exchanges[0] === undefined ? "" : basePathOf(exchanges[0].request.url),
    notes: [
      `${exchanges.length + skipped.length} entries: ${exchanges.length - history.length} judged, ${history.length} history, ${skipped.length} out of scope`,
      ...[...why].map(([reason, at]) => `out of scope: ${reason} (entries ${at.join(", ")})`),
      ...history.map(({ gaps, seq }) => `history: ${gaps?.history} (exchange ${seq})`),
    ],
  };
};

const show = (
  verdicts: readonly Verdict[],
  notes: readonly string[],
  lines: ReadonlyMap<string, readonly string[]>,
): void => {
  const { line, style } = terminal();
  for (const note of notes) line(safeText(note));
  line();
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
  const saved = /\.(ndjson|jsonl)$/i.test(path) ? await openNdjson(path) : await openHar(path);
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
    throw named(path, error);
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
  else {
    show(verdicts, saved.notes, lines);
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
    .description("Judge saved traffic by the same rules; no request is sent")
    .argument("<file>", "a HAR file, or the exchanges.ndjson of a run")
    .option("--strict", "rules that are observed, not promised, fail too")
    .option("--json", "print one machine-readable object")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run verify -- recording.har\n  npm run verify -- reports/latest/exchanges.ndjson\n\nWhat a recording leaves out is not held against it. Exit codes: 0 holds, 1 violated, 2 nothing to judge.",
    )
    .action(run);
};
