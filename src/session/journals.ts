import { closeSync, createReadStream, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { join, resolve } from "node:path";
import { createJournal, foldJournal, type Journal, type Leftovers } from "../client/journal.ts";
import { plural } from "../contract/safe-text.ts";
import { isMarked } from "../generators/marker.ts";
import type { Session } from "../run/run-context.ts";
import { type SweepLimits, type Swept, sweepStale } from "../run/sweep.ts";
import { systemCodeOf } from "./fail.ts";
import { makeFolder, readLines } from "./files.ts";
import { openNow } from "./open-journals.ts";

/** Journals of runs that have not ended well, below the reports folder; a run that cleans up removes its own. */
const folder = (reportsDir: string) => join(resolve(reportsDir), "journals");
const fileName = /^(?<run>[A-Za-z0-9._-]+)\.(?<pid>\d+)\.ndjson$/;

export interface OpenJournal extends Journal {
  /** The run has deleted all it made: the journal has done its work. */
  readonly discard: () => void;
  readonly close: () => void;
}

export const sweptLine = (removed: number): string =>
  `swept   ${plural(removed, "record")} that a run left which did not end well`;

/** Ends a run's journal: removes it where nothing may be left, else says what is, and how to remove it. */
export const settleJournal = (journal: OpenJournal, say: (line: string) => void): void => {
  const most = journal.left().length + journal.unsure();
  if (most === 0) journal.discard();
  else say(`${plural(most, "record")} may be left: npm run sweep deletes them`);
};

/** Opens the journal of a run, of its marked records alone where others are another tool's. Its file begins with the first create: a run that makes nothing leaves none. */
export const openJournal = (
  reportsDir: string,
  runId: string,
  baseUrl: string,
  startedAt: Date,
  onlyMarked = false,
): OpenJournal => {
  const path = join(folder(reportsDir), `${runId}.${process.pid}.ndjson`);
  let file: number | undefined;
  const append = (line: string) => {
    if (file === undefined) {
      makeFolder(folder(reportsDir));
      file = openSync(path, "a");
    }
    writeSync(file, line);
    // On disk before the request leaves, or a power cut could hide what the server still has.
    fsyncSync(file);
  };
  const close = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
    openNow.delete(journal);
  };
  const journal: OpenJournal = {
    ...createJournal(append, { baseUrl, startedAt: startedAt.toISOString() }, isMarked, onlyMarked),
    close,
    discard: () => {
      close();
      rmSync(path, { force: true });
    },
  };
  openNow.add(journal);
  return journal;
};

interface StaleJournal {
  readonly path: string;
  readonly leftovers: Leftovers;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to another user.
    return systemCodeOf(error) === "EPERM";
  }
};

/**
 * Takes over the journals that runs on this base URL have left which no longer live. A run that is still going is none of
 * our business, and of two that start together only one gets a journal: its name is changed to bear our process, which no
 * two can do.
 */
const staleJournals = async (reportsDir: string, baseUrl: string): Promise<readonly StaleJournal[]> => {
  let names: readonly string[];
  try {
    names = readdirSync(folder(reportsDir));
  } catch {
    return [];
  }
  const found: StaleJournal[] = [];
  for (const name of names) {
    const { run, pid } = fileName.exec(name)?.groups ?? {};
    if (run === undefined || isAlive(Number(pid))) continue;
    const left = join(folder(reportsDir), name);
    const path = join(folder(reportsDir), `${run}.${process.pid}.ndjson`);
    try {
      renameSync(left, path);
    } catch {
      continue;
    }
    const leftovers = await foldJournal(readLines(createReadStream(path)));
    if (leftovers.baseUrl === undefined || leftovers.baseUrl === baseUrl) found.push({ path, leftovers });
    // Another service's: for a run against that one to find.
    else renameSync(path, left);
  }
  return found;
};

const removeJournal = (path: string): void => rmSync(path, { force: true });

/**
 * Removes what runs have left that did not end well: every run that makes records begins with it.
 */
export const sweepJournals = async (session: Session, reportsDir: string, limits: SweepLimits): Promise<Swept> => {
  const stale = await staleJournals(reportsDir, session.target.baseUrl);
  const pending = stale.map(({ leftovers }) => ({
    left: () => leftovers.records,
    unsure: () => leftovers.unresolved.length,
  }));
  for (const each of pending) openNow.add(each);
  const swept = await sweepStale(
    session,
    stale.map(({ leftovers }) => leftovers),
    limits,
  );
  if (swept.whole) {
    for (const { path } of stale) removeJournal(path);
    for (const each of pending) openNow.delete(each);
  }
  return swept;
};
