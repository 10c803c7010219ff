import { relative } from "node:path";
import { rules } from "../../checks/rules.ts";
import { safeText } from "../../contract/safe-text.ts";
import { line as exchangeLine } from "../../run/exchange-buffer.ts";
import { describeFailure, type ExitCode, exitCode, UsageError, worstExit } from "../../session/fail.ts";
import { makeFolder } from "../../session/files.ts";
import { formatsOf, writeFormats } from "../../session/render-run.ts";
import { openSavedTraffic, recordingsIn, type SavedTraffic, withPath } from "../../session/saved-traffic.ts";
import { sourceLines } from "../contract-text.ts";
import { interruptible, orStopped } from "../interrupt.ts";
import { table, terminal } from "../terminal.ts";
import { runOf, type Verified, verifyTraffic } from "../verify-traffic.ts";

interface VerifyFlags {
  readonly strict?: boolean;
  readonly json?: boolean;
  readonly complete?: boolean;
  readonly format?: readonly string[];
  readonly out?: string;
}

const show = ({ verdicts, reasons, firsts }: Verified): void => {
  const { line, style } = terminal();
  const paint = { violated: style.bad, inconclusive: style.doubt, holds: style.good, "not exercised": style.faint };
  const rows = verdicts.map(({ rule, kind, exercised, violations, reason }) => [
    paint[kind](kind),
    String(exercised),
    rule,
    violations > 0
      ? style.bad(`${violations} violations`)
      : safeText((kind === "inconclusive" ? reason : reasons.get(rule)) ?? ""),
  ]);
  for (const row of table([["verdict", "evaluations", "rule", ""], ...rows])) line(row.trimEnd());
  for (const { rule, first } of verdicts) {
    if (first === undefined) continue;
    const info = rules.find(({ id }) => id === rule);
    line();
    line(style.bad(`${rule} (${info?.level}): ${info?.sentence}`));
    line(safeText(`  expected  ${first.expected}`));
    line(safeText(`  received  ${first.received}`));
    for (const text of sourceLines(info?.sources ?? [])) line(text);
    const where = firsts.get(rule);
    if (where !== undefined) line(`  ${exchangeLine(where)}`);
  }
};

const levels = new Map(rules.map(({ id, level }) => [id as string, level]));

/** Formats to write of a recording, and where. */
interface Reports {
  readonly formats: readonly string[];
  readonly folder: string;
}

/** What --format and --out choose, before anything is read. */
const reportsOf = ({ format, out }: VerifyFlags, files: readonly string[]): Reports | undefined => {
  if (format === undefined) {
    if (out !== undefined) throw new UsageError("--out says where --format writes; name a format, like --format junit");
    return undefined;
  }
  const formats = format.flatMap((each) => each.split(",")).map((id) => id.trim());
  formatsOf(formats);
  const bare = formats.find((id) => ["har", "csv", "hgrm", "openmetrics"].includes(id));
  if (bare !== undefined)
    throw new UsageError(`--format ${bare}: it is made of a run's own requests; verify tells verdicts`);
  if (files.length !== 1)
    throw new UsageError(
      `--format: it tells of one recording, and these are ${files.length}; name one at a time, each with an --out of its own`,
    );
  const folder = out ?? ".";
  makeFolder(folder);
  return { formats, folder };
};

/** Judges one recording and prints what was found. */
const verifyOne = async (
  path: string,
  saved: SavedTraffic,
  flags: VerifyFlags,
  signal: AbortSignal,
  out: Reports | undefined,
): Promise<ExitCode> => {
  const { line, style, note } = terminal();
  const startedAt = new Date();
  const verified = await verifyTraffic(saved, signal);
  const { verdicts, exchanges: count, origins, reasons } = verified;
  const broken = verdicts.filter(
    ({ rule, kind }) => kind === "violated" && (flags.strict === true || levels.get(rule) === "must"),
  );
  const drift = verdicts.filter(({ rule, kind }) => kind === "violated" && levels.get(rule) === "observed");
  const allForeign = origins.foreign > 0 && origins.foreign === origins.answers;
  const tooMany = origins.tooManyForeign() ?? origins.silentAtTheEnd();
  const exercised = verdicts.filter(({ kind }) => kind !== "not exercised");
  if (flags.json === true)
    line(
      JSON.stringify({
        file: path,
        exchanges: count,
        notes: saved.notes,
        verdicts: verdicts.map((verdict) => {
          const why = reasons.get(verdict.rule);
          return why === undefined ? verdict : { ...verdict, reason: why };
        }),
      }),
    );
  else for (const text of saved.notes) line(safeText(text));
  // A table in which no rule was exercised would bury the one line that counts.
  if (flags.json !== true && exercised.length > 0) {
    line();
    show(verified);
    line();
    if (origins.foreign > 0)
      line(
        `${origins.foreign} of ${origins.answers} answers were not the service's and prove nothing of it: ${origins.reason}`,
      );
    const summary = `verify: ${count} exchanges, ${exercised.length} of ${verdicts.length} rules exercised, ${broken.length} violated, ${drift.length} drifted`;
    line(broken.length > 0 ? style.bad(summary) : tooMany !== undefined ? style.doubt(summary) : style.good(summary));
  }
  const why = allForeign
    ? `no answer in it is the service's, so nothing of it was judged: ${origins.reason}`
    : exercised.length > 0
      ? tooMany
      : "no answer of the users resource is in it, so nothing was judged";
  if (out !== undefined) {
    const run = runOf({
      file: path,
      verified,
      isBroken: broken.length > 0,
      why,
      startedAt,
      strict: flags.strict === true,
    });
    for (const written of await writeFormats({ run, folder: out.folder }, out.folder, out.formats))
      (flags.json === true ? note : line)(relative(".", written));
  }
  if (broken.length > 0) return exitCode.violated;
  if (why === undefined) return exitCode.holds;
  note(`${safeText(path)}: ${why}`);
  return exitCode.unable;
};

/** The verb, once its flags are read. */
export const run = async (paths: readonly string[], flags: VerifyFlags): Promise<void> => {
  const interrupt = interruptible("stopping: a recording is judged as a whole or not at all");
  // Reading standard input may wait for ever.
  await orStopped(interrupt, verifyAll(paths, flags, interrupt.signal));
  interrupt.done();
};

const verifyAll = async (paths: readonly string[], flags: VerifyFlags, signal: AbortSignal): Promise<void> => {
  const { line, note, style } = terminal();
  const files = (await Promise.all(paths.map(recordingsIn))).flat();
  const out = reportsOf(flags, files);
  const codes: ExitCode[] = [];
  const say = flags.json === true ? note : line;
  const words = safeText(
    files.length === 1 ? `recording ${files.join()}` : `${files.length} recordings of ${paths.join(", ")}`,
  );
  say(`to judge: ${words}`);
  for (const path of files) {
    if (files.length > 1 && flags.json !== true) line(`${codes.length > 0 ? "\n" : ""}${safeText(path)}`);
    try {
      const recordings = await openSavedTraffic(path, flags.complete === true);
      if (out !== undefined && recordings.length > 1)
        throw new UsageError(`--format: it tells of one recording, and ${path} holds ${recordings.length}; unpack it`);
      for (const saved of recordings) codes.push(await verifyOne(path, saved, flags, signal, out));
    } catch (error) {
      const trouble = withPath(path, error);
      const described = describeFailure(trouble);
      // A program that reads standard output finds each file in it.
      if (flags.json === true && described.expected) line(JSON.stringify({ file: path, error: described.line }));
      // One file that can't be read keeps none of the others from being judged.
      if (files.length === 1 || !described.expected) throw trouble;
      note(described.line);
      codes.push(exitCode.unable);
    }
  }
  const code = worstExit(codes);
  if (codes.length > 1 && flags.json !== true) {
    const count = (wanted: ExitCode) => codes.filter((each) => each === wanted).length;
    const summary = `verify: ${codes.length} recordings, ${count(0)} hold, ${count(1)} violated, ${count(2)} not judged`;
    line(`\n${code === exitCode.holds ? style.good(summary) : style.bad(summary)}`);
  }
  process.exitCode = code;
  say(`verify: ${words} (exit code ${code})`);
};
