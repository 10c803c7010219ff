import { randomInt } from "node:crypto";
import { join, relative } from "node:path";
import { specOperations } from "../../contract/document.ts";
import { plural, safeText } from "../../contract/safe-text.ts";
import { targetName } from "../../contract/target.ts";
import { line as exchangeLine } from "../../run/exchange-buffer.ts";
import { createAuthority, saveAuthority, trustLines } from "../../session/certificate.ts";
import { environment } from "../../session/environment.ts";
import { type ExitCode, exitCode, UsageError } from "../../session/fail.ts";
import { openJournal, settleJournal, sweepJournals, sweptLine } from "../../session/journals.ts";
import { anyWindowS, type OpenTarget, openTarget } from "../../session/open-target.ts";
import { type ProxyRun, type ProxyRunResult, startProxyRun } from "../../session/proxy-run.ts";
import { formatsBeside } from "../../session/render-run.ts";
import { openRunFiles, type RunFiles } from "../../session/run-files.ts";
import { mostSeed, readSettings, type SettingFlags, type Settings, wholeNumber } from "../../session/settings.ts";
import { type SimulatorFlags, simulatorOptions } from "../../session/simulator-options.ts";
import { type Interruption, interruptible, untilAborted, wasAsked } from "../interrupt.ts";
import { table, tellOfWait, terminal } from "../terminal.ts";

/** What of the flags is printed at the start. */
interface StartFlags {
  readonly pace: string;
  readonly addToken?: boolean;
  readonly unlimited?: boolean;
}

/** How tools come to send their requests through here. */
const proxyStartLines = (
  proxy: Pick<ProxyRun, "url" | "origin">,
  caFile: string,
  { info }: Pick<OpenTarget, "info">,
  flags: StartFlags,
): readonly string[] => {
  const { pathname } = new URL(info.baseUrl);
  const simulated = info.kind === "simulator";
  return [
    `target: ${targetName(info)}, tokens ${info.tokens.join(" and ")}, pace ${flags.pace}`,
    `proxy:  ${proxy.url}`,
    "",
    `A tool whose base URL can be set: ${proxy.url}${pathname}`,
    `Try it, with the token of account A: curl -H 'x-gorest-as: A' ${proxy.url}${pathname}${specOperations.get("listUsers")?.path ?? ""}`,
    `A tool that names ${proxy.origin} itself, unedited: HTTPS_PROXY=${proxy.url} HTTP_PROXY=${proxy.url}`,
    "and what makes it trust the certificate of this run:",
    ...table(trustLines(caFile)),
    "",
    flags.addToken === true
      ? "Tokens pass as the tool sends them; a request without one gets that of account A."
      : `Tokens pass as the tool sends them${simulated ? "; any 64 hexadecimal digits are one" : ""}. --add-token adds one where none is sent.`,
    flags.unlimited === true
      ? "Nothing waits for a budget."
      : "A request may be held for a minute until the budget allows it: give the tool a timeout of 90 s or more.",
    "Ctrl-C stops it, and the report is written.",
  ];
};

/** What a person should know at the end, apart from the rules. */
const proxyEndLines = ({ proxy, contract }: ProxyRunResult): readonly string[] => {
  const { gaveUp, timeoutS, refused, unspecified, callers } = proxy;
  const held = callers.reduce((sum, each) => sum + each.held, 0);
  const heldS = Math.round(callers.reduce((sum, each) => sum + each.heldMs, 0) / 1000);
  const longestS = Math.round(Math.max(0, ...callers.map((each) => each.longestHeldMs)) / 1000);
  const idle = contract.verdicts.filter(({ kind }) => kind === "not exercised").length;
  const left = contract.records.created - contract.records.deleted;
  return [
    ...(timeoutS === undefined
      ? []
      : [
          `pacing held ${plural(held, "request")}, ${heldS} s in all and one for ${longestS} s: the tool's own timeout should be at least ${timeoutS} s`,
        ]),
    ...(gaveUp === 0 ? [] : [`${plural(gaveUp, "caller")} gave up waiting before the request could leave`]),
    ...(idle === 0
      ? []
      : [`${idle} of ${contract.verdicts.length} rules were never exercised; the report says which and why`]),
    ...(left > 0 ? [`${plural(left, "record")} more ${left === 1 ? "was" : "were"} created than deleted`] : []),
    ...(unspecified.length === 0
      ? []
      : [
          `not judged, since the specification does not know it: ${unspecified
            .slice(0, 3)
            .map(({ what }) => what)
            .join(", ")}${unspecified.length > 3 ? ", …" : ""}`,
        ]),
    ...(refused.length === 0
      ? []
      : [
          `not passed on: ${refused
            .slice(0, 3)
            .map(({ what }) => what)
            .join(", ")}${refused.length > 3 ? ", …" : ""}`,
        ]),
  ];
};

/** Flags as typed. */
interface ProxyFlags extends SettingFlags, SimulatorFlags {
  readonly port: string;
  readonly pace: string;
  readonly reports: string;
  readonly addToken?: boolean;
  readonly rewrite: boolean;
  readonly passOtherHosts?: boolean;
  readonly unlimited?: boolean;
  readonly format?: readonly string[];
}

/** Requests that removing what dead runs left may take. */
const mostSweeping = 100;

/** What the flags choose. */
const readFlags = (flags: ProxyFlags, settings: Settings) => {
  const { pace } = flags;
  if (pace !== "even" && pace !== "burst") throw new UsageError(`--pace ${pace}: should be even or burst`);
  if (flags.unlimited === true && settings.kind === "live")
    throw new UsageError("--unlimited is of the embedded simulator; the target is another, and keeps its limit");
  const port = wholeNumber("--port", flags.port, 0, 65_535);
  if (port !== 0 && settings.proxy !== undefined) {
    const { hostname, port: itsPort } = new URL(settings.proxy.origin);
    if (/^(127\.|localhost$)/.test(hostname) && Number(itsPort) === port)
      throw new UsageError(
        `HTTPS_PROXY names port ${port} of this machine, which is this proxy itself: set it for the tool alone, not for npm run proxy`,
      );
  }
  return { pace, port } as const;
};

/** Saves the run and says what came of it. */
const conclude = async (
  open: OpenTarget,
  files: RunFiles,
  { contract, proxy }: ProxyRunResult,
  interrupt: Interruption,
  formats: readonly string[],
): Promise<ExitCode> => {
  const { line, note } = terminal();
  const violated = contract.verdicts.filter(({ kind }) => kind === "violated").length;
  const file = relative(".", join(files.dir.path, "exchanges.ndjson"));
  const ended = wasAsked(interrupt) ? exitCode.holds : exitCode.interrupted;
  if (proxy.requests === 0) {
    files.close();
    line(`0 requests, 0 rules violated; recorded in ${file}`);
    for (const { what } of proxy.refused) line(safeText(`not passed on: ${what}`));
    note("no request came through the proxy, so there is nothing to report");
    return ended;
  }
  const { paths } = await files.finish({ target: open.info, contract, proxy }, formats);
  line(`${plural(proxy.requests, "request")}, ${plural(violated, "rule")} violated; recorded in ${file}`);
  for (const text of proxyEndLines({ contract, proxy })) line(safeText(text));
  for (const path of paths) if (!path.endsWith("report.md")) line(relative(".", path));
  if (contract.reason !== undefined) line(safeText(contract.reason));
  const broken = contract.findings.some(({ rule }) => rule.level === "must");
  const code = broken ? exitCode.violated : contract.outcome === "unable" ? exitCode.unable : ended;
  line(`proxy: ${targetName(open.info)} (exit code ${code})`);
  return code;
};

/** The verb, once its flags are read. */
export const run = async (flags: ProxyFlags): Promise<void> => {
  const { line, note, progress, clear, style } = terminal();
  const settings = readSettings(environment(), flags);
  settings.notes.forEach(note);
  const { pace, port } = readFlags(flags, settings);
  const formats = formatsBeside(flags.format);
  const seed = settings.seed ?? randomInt(mostSeed);
  const simulator = await simulatorOptions(flags, settings);

  const interrupt = interruptible("stopping: what is under way is let through");
  const hint = { given: false };
  // What another tool makes is its own to delete; what bears our mark is ours, whoever sent it.
  const journal =
    settings.kind === "live"
      ? openJournal(flags.reports, `proxy-${Date.now()}`, settings.baseUrl, new Date(), true)
      : undefined;
  const open = await openTarget(settings, {
    onPort: true,
    sendHere: true,
    ...(journal === undefined ? {} : { beforeSend: journal.beforeSend }),
    onWait: (wait) => {
      tellOfWait(wait);
      if (!hint.given) note("a tool whose own timeout is shorter gives up: set it to 90 s or more");
      hint.given = true;
    },
    simulator: { seed, anyToken: true, ...simulator, ...(flags.unlimited === true ? { limited: false } : {}) },
    pacer: { kind: pace, longestWindowS: anyWindowS },
  });
  let unlisten = () => {};
  try {
    if (journal !== undefined) {
      const swept = await sweepJournals(open, flags.reports, { most: mostSweeping, signal: interrupt.signal });
      if (swept.removed > 0) line(sweptLine(swept.removed));
      open.transport.listen(journal.listener);
    }
    let count = 0;
    const authority = await createAuthority();
    const caFile = await saveAuthority(authority, "proxy");
    const proxy = await startProxyRun({
      authority,
      open,
      port,
      seed,
      baseUrl: settings.baseUrl,
      addToken: flags.addToken === true,
      rewrite: flags.rewrite,
      passOthers: flags.passOtherHosts === true,
      onBroken: ({ rule, violation, exchange }) => {
        line(`${style.bad("violated")} ${rule.id} (${rule.level}): ${rule.sentence}`);
        line(safeText(`  expected ${violation.expected}; received ${violation.received}`));
        if (exchange !== undefined) line(`  ${exchangeLine(exchange)}`);
      },
      onAnswer: (_, origin, origins) => {
        count++;
        if (origin.who !== "service" && origins.foreign === 1) line(`not the service's answer: ${origin.reason}`);
        progress(`${count} requests`);
      },
      onRefused: (what) => note(safeText(`not passed on: ${what}`)),
    });
    const files = await openRunFiles({ reportsDir: flags.reports, kind: "proxy", seed }).catch(
      async (error: unknown) => {
        // An open port would keep the process alive.
        await proxy.close();
        throw error;
      },
    );
    unlisten = open.transport.listen(files.onEvent);
    for (const text of proxyStartLines(proxy, caFile, open, flags)) line(text);
    await untilAborted(interrupt.signal);
    clear();
    const result = await proxy.end(!wasAsked(interrupt));
    process.exitCode = await conclude(open, files, result, interrupt, formats);
    if (journal !== undefined) settleJournal(journal, line);
  } finally {
    unlisten();
    journal?.close();
    interrupt.done();
    await open.close();
  }
};
