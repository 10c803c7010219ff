import { randomInt } from "node:crypto";
import { join, relative } from "node:path";
import type { Command } from "commander";
import { createJudge } from "../../checks/judge.ts";
import { rules } from "../../checks/rules.ts";
import type { RuleFailure } from "../../checks/tally.ts";
import { startRecordingProxy } from "../../client/recording-proxy.ts";
import { watchUnderWay } from "../../client/under-way.ts";
import { createAnswerOrigins } from "../../contract/answer-origins.ts";
import { seenThroughMs } from "../../contract/ending.ts";
import { safeText } from "../../contract/safe-text.ts";
import { targetName } from "../../contract/target.ts";
import { line as exchangeLine } from "../../run/exchange-buffer.ts";
import { environment } from "../../session/environment.ts";
import { exitCode, UsageError } from "../../session/fail.ts";
import { anyWindowS, openTarget } from "../../session/open-target.ts";
import { openRunFiles } from "../../session/run-files.ts";
import { mostSeed, readSettings, type SettingFlags, wholeNumber } from "../../session/settings.ts";
import { interruptible, untilAborted, wasAsked } from "../interrupt.ts";
import { tellOfWait, terminal } from "../terminal.ts";

/** Flags as typed. */
interface ProxyFlags extends SettingFlags {
  readonly port: string;
  readonly pace: string;
  readonly reports: string;
}

const run = async (flags: ProxyFlags): Promise<void> => {
  const { line, note, progress, clear, style } = terminal();
  const settings = readSettings(environment(), flags);
  settings.notes.forEach(note);
  const port = wholeNumber("--port", flags.port, 0, 65_535);
  const { pace } = flags;
  if (pace !== "even" && pace !== "burst") throw new UsageError(`--pace ${pace}: should be even or burst`);
  const seed = settings.seed ?? randomInt(mostSeed);

  const interrupt = interruptible("stopping: what is under way is let through");
  const open = await openTarget(settings, {
    onPort: true,
    onWait: tellOfWait,
    simulator: { seed },
    pacer: { kind: pace, longestWindowS: anyWindowS },
  });
  const judge = createJudge({ rules, basePath: new URL(open.target.baseUrl).pathname });
  const told = new Set<string>();
  const tell = ({ rule, violation, exchange }: RuleFailure) => {
    if (told.has(rule.id)) return;
    told.add(rule.id);
    line(`${style.bad("violated")} ${rule.id} (${rule.level}): ${rule.sentence}`);
    line(safeText(`  expected ${violation.expected}; received ${violation.received}`));
    if (exchange !== undefined) line(`  ${exchangeLine(exchange)}`);
  };
  try {
    const proxy = await startRecordingProxy({ transport: open.transport, port });
    const files = await openRunFiles({ reportsDir: flags.reports, kind: "proxy", seed }).catch(
      async (error: unknown) => {
        // An open port would keep the process alive.
        await proxy.close();
        throw error;
      },
    );
    let count = 0;
    const origins = createAnswerOrigins();
    open.transport.listen((event) => {
      files.onEvent(event);
      judge.event(event).forEach(tell);
      if (event.type !== "done") return;
      count++;
      const origin = origins.add(event.exchange);
      if (origin.who !== "service" && origins.foreign === 1) line(`not the service's answer: ${origin.reason}`);
      const { remaining, waiting } = open.pacer.view("A");
      progress(`${count} requests · ${remaining ?? "?"} left of A's budget · ${waiting} waiting`);
    });
    line(`target: ${targetName(open.info)}, tokens ${open.info.tokens.join(" and ")}, pace ${pace}`);
    line(`proxy:  ${proxy.url}`);
    line(
      "Point a tool at the proxy, without a token. The header X-Gorest-As: B, anonymous or invalid chooses another caller.",
    );
    line("Ctrl-C stops it.");
    const underWay = watchUnderWay(open.transport);
    await untilAborted(interrupt.signal);
    clear();
    await proxy.close();
    // The callers' records are not ours to delete; what became of them is told all the same.
    await underWay.none(AbortSignal.timeout(seenThroughMs));
    underWay.close();
    judge.end().forEach(tell);
    files.close();
    const file = relative(".", join(files.dir.path, "exchanges.ndjson"));
    const violated = judge.verdicts().filter(({ kind }) => kind === "violated");
    line(`${count} requests, ${violated.length} rules violated; recorded in ${file}`);
    line(`proxy: ${targetName(open.info)}`);
    const levels = new Map<string, string>(rules.map(({ id, level }) => [id, level]));
    const broken = violated.some(({ rule }) => levels.get(rule) === "must");
    const reasonUnable = origins.tooManyForeign();
    if (reasonUnable !== undefined) line(reasonUnable);
    const ended = wasAsked(interrupt) ? exitCode.holds : exitCode.interrupted;
    process.exitCode = broken ? exitCode.violated : reasonUnable === undefined ? ended : exitCode.unable;
  } finally {
    interrupt.done();
    await open.close();
  }
};

export const proxy = (program: Command): void => {
  program
    .command("proxy")
    .option("--port <number>", "port on 127.0.0.1; 0: any free one", "4020")
    .option("--pace <kind>", "even: a steady share of the limit; burst: at once while much is left", "burst")
    .option("--seed <number>", "of the embedded simulator, when it is the target (GOREST_SEED)")
    .option("--live", "the live service or exit code 2, never the simulator (GOREST_TARGET=live)")
    .option("--base-url <url>", "another service (GOREST_BASE_URL)")
    .option("--reports <folder>", "where runs are kept", "reports")
    .addHelpText(
      "after",
      "\nExamples:\n  npm run proxy\n  npm run proxy -- --port 4020 --pace even\n\n" +
        "Several processes pointed at one proxy share one budget. The proxy answers this machine only.",
    )
    .action(run);
};
