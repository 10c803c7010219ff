import { plural } from "../../contract/safe-text.ts";
import { targetName } from "../../contract/target.ts";
import { anyRun } from "../../generators/marker.ts";
import { cannotSweep, sweepAllMarked } from "../../run/sweep.ts";
import { environment } from "../../session/environment.ts";
import { exitCode, UsageError } from "../../session/fail.ts";
import { sweepJournals } from "../../session/journals.ts";
import { openTarget } from "../../session/open-target.ts";
import { readSettings, type SettingFlags } from "../../session/settings.ts";
import { interruptible } from "../interrupt.ts";
import { tellOfWait, terminal } from "../terminal.ts";

interface SweepFlags extends SettingFlags {
  readonly reports: string;
  readonly json?: boolean;
}

/** More than any run of ours leaves; a bound all the same. */
const mostRequests = 2000;

/** The verb, once its flags are read. */
export const run = async (flags: SweepFlags): Promise<void> => {
  const { line, note } = terminal();
  const settings = readSettings(environment(), flags);
  if (settings.kind === "simulator") {
    throw new UsageError(
      "GOREST_TOKEN: set it to sweep a service; the embedded simulator forgets everything by itself",
    );
  }
  settings.notes.forEach(note);
  const say = flags.json === true ? note : line;
  say(`target: LIVE ${settings.baseUrl}`);
  const interrupt = interruptible("stopping: what is not yet removed stays for the next sweep");
  const { signal } = interrupt;
  const open = await openTarget(settings, { onWait: tellOfWait });
  try {
    const reason = await cannotSweep(open, signal);
    if (reason !== undefined) throw new UsageError(reason);
    const journaled = await sweepJournals(open, flags.reports, { most: mostRequests, signal });
    const marked = await sweepAllMarked(open, anyRun, { most: mostRequests - journaled.requests, signal });
    const removed = journaled.removed + marked.removed;
    const requests = journaled.requests + marked.requests;
    const whole = journaled.whole && marked.whole;
    if (flags.json === true) line(JSON.stringify({ removed, requests, whole }));
    else
      line(
        `swept ${targetName(open.info)}: ${plural(removed, "record")} of ours removed in ${plural(requests, "request")}${signal.aborted ? "; interrupted: npm run sweep goes on" : whole ? "" : "; some would not go"}`,
      );
    process.exitCode = signal.aborted ? exitCode.interrupted : whole ? exitCode.holds : exitCode.unable;
  } finally {
    interrupt.done();
    await open.close();
  }
};
