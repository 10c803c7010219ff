import { properties, propertiesOfAll } from "../../suites/contract/properties.ts";
import { rules } from "../checks/rules.ts";
import { specOperations } from "../contract/document.ts";
import type { RunRecord } from "../contract/run.ts";
import { clauses } from "../contract/verdict.ts";
import { byOperation, byRule } from "../evaluation/exercised-by.gen.ts";
import type { Property } from "../generators/step.ts";
import { UsageError } from "../session/fail.ts";
import { named } from "../session/named.ts";
import { findRun, readRun } from "../session/reports-dir.ts";

/** Flags that choose a part of the contract. */
export interface PartFlags {
  readonly property?: readonly string[];
  readonly rule?: readonly string[];
  readonly operation?: readonly string[];
  readonly clause?: readonly string[];
  readonly rerunFailed?: boolean;
  readonly resource?: string;
  readonly reports: string;
}

const nameds = (
  flag: "--property" | "--rule" | "--operation" | "--clause",
  names: readonly string[] | undefined,
  ids: readonly string[],
): readonly string[] =>
  (names ?? []).map((name) => {
    const entries = ids.map((id) => ({ id }));
    return named(flag, name, entries, `npm run explain -- ${plurals[flag]}`).id;
  });

/** What lists the names that each flag takes. */
const plurals = {
  "--property": "properties",
  "--rule": "rules",
  "--operation": "operations",
  "--clause": "clauses",
} as const;

/** What the newest run found, to be tested again with its seed. @throws UsageError where it found nothing */
const failedBefore = async (reportsDir: string) => {
  const repeats = await readRun(await findRun(reportsDir, "latest"));
  const { contract, seed, id } = repeats;
  if (contract === undefined) throw new UsageError(`--rerun-failed: the newest run, ${id}, has no contract part`);
  if (contract.findings.length === 0) throw new UsageError(`--rerun-failed: the newest run, ${id}, found nothing`);
  const by = new Set(contract.findings.map(({ foundBy }) => foundBy));
  const found = propertiesOfAll.filter((property) => by.has(property.id));
  // What was seen before or after all properties belongs to no property: all are run again.
  return found.length === 0
    ? { seed, repeats, properties }
    : { seed, repeats, properties: found, names: found.map((each) => each.id) };
};

/**
 * The properties that flags choose; without one all of users.
 * @returns seed and run where it is an earlier one that is run again, names where it was that run that chose
 */
export const choosePart = async (
  flags: PartFlags,
): Promise<{
  readonly properties: readonly Property[];
  readonly seed?: number;
  readonly repeats?: RunRecord;
  readonly names?: readonly string[];
}> => {
  const { resource = "users" } = flags;
  if (resource !== "users" && resource !== "all")
    throw new UsageError(`--resource ${resource}: should be users, or all for posts, comments and todos besides`);
  if (flags.rerunFailed === true) return failedBefore(flags.reports);
  const byName = nameds(
    "--property",
    flags.property,
    propertiesOfAll.map(({ id }) => id),
  );
  const ofClause = nameds("--clause", flags.clause, clauses);
  const ofRule = nameds(
    "--rule",
    flags.rule,
    rules.map(({ id }) => id),
  );
  const ofOperation = nameds(
    "--operation",
    flags.operation,
    [...specOperations.values()].map(({ id }) => id),
  );
  const whole = resource === "all" ? propertiesOfAll : properties;
  if (byName.length + ofClause.length + ofRule.length + ofOperation.length === 0) return { properties: whole };
  const chosen = new Set(propertiesOfAll.flatMap(({ id, clause }) => (ofClause.includes(clause) ? [id] : [])));
  for (const rule of ofRule) for (const id of byRule[rule] ?? []) chosen.add(id);
  for (const operation of ofOperation) for (const id of byOperation[operation] ?? []) chosen.add(id);
  // What lies below users is taken in where a flag names it, or where nothing else exercises what was chosen.
  const from = whole.some(({ id }) => chosen.has(id)) ? whole : propertiesOfAll;
  const ids = new Set([...byName, ...from.flatMap(({ id }) => (chosen.has(id) ? [id] : []))]);
  const part = propertiesOfAll.filter(({ id }) => ids.has(id));
  if (part.length === 0) throw new UsageError("no property exercises what was chosen; docs/contract.md says why");
  return { properties: part };
};
