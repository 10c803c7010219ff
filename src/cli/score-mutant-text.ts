import { safeText } from "../contract/safe-text.ts";
import type { MutantRecord, MutantScore } from "../evaluation/score/measure-mutants.ts";
import { markdownTable, scoreTable, shownRequests } from "./score-text.ts";
import { type Style, table } from "./terminal.ts";

const isCounted = ({ equivalentBecause }: MutantScore) => equivalentBecause === undefined;

/** Counted mutants that at least one seed did not kill. */
const survivingMutants = ({ mutants }: MutantRecord): readonly MutantScore[] =>
  mutants.filter((mutant) => isCounted(mutant) && mutant.outlived.length > 0);

/** Mutants taken for correct servers on which a rule alarms: the rule is wrong, or the judgement is. */
const doubtful = ({ mutants }: MutantRecord) =>
  mutants.filter((mutant) => !isCounted(mutant) && mutant.rules.length > 0);

/** What a run found on a survivor: drift that does not fail it, or why it could not do its job. */
const remarkOn = ({ rules, reason }: MutantScore): string =>
  safeText(reason ?? (rules.length === 0 ? "" : `noticed by ${rules.map(([rule]) => rule).join(", ")}`));

const share = ({ outlived, seeds, gone }: MutantScore) =>
  `${outlived.length}/${seeds}${gone === true ? " (gone)" : ""}`;

/** The mutants' score as lines for a terminal. */
export const mutantText = (record: MutantRecord, style: Style): readonly string[] => {
  const { rows, budgets, mutants } = record;
  const equivalent = mutants.filter((mutant) => !isCounted(mutant));
  const survivors = survivingMutants(record);
  const odd = doubtful(record);
  return [
    "",
    style.strong(`Mutants killed, of (mutant, seed) pairs under ${record.seeds.length} seeds`),
    ...table(scoreTable(rows, budgets, ["file", "mutants"])),
    ...(survivors.length === 0
      ? []
      : [
          "",
          style.strong(`Outlived ${budgets.at(-1)} requests`),
          ...table(survivors.map((mutant) => [mutant.id, mutant.operator, share(mutant), remarkOn(mutant)])),
        ]),
    ...(odd.length === 0
      ? []
      : [
          "",
          style.strong("Taken for correct servers, yet a rule alarms"),
          ...table(odd.map(({ id, rules }) => [id, rules.map(([rule]) => rule).join(", ")])),
        ]),
    "",
    `  ${equivalent.length} of ${mutants.length} are not counted: correct servers of another kind, and some that answer nothing (mutants.md says why of each)`,
    `  chosen by chance from ${record.frozen.generated}; ${record.frozen.tried.same} others that were tried contradict no fact in raw traffic`,
    `  ${(record.tookMs / 1000).toFixed(0)} s, ${record.processes} processes`,
  ];
};

/** mutants.md */
export const mutantMarkdown = (record: MutantRecord): string => {
  const { rows, budgets, mutants } = record;
  const equivalent = mutants.filter((mutant) => !isCounted(mutant));
  const survivors = survivingMutants(record);
  const parts = [
    "# Mutants of the simulator and of a second server",
    `${record.startedAt}. Small changes to the source of two servers, chosen by chance among those whose raw traffic contradicts a fact, before any rule had judged them.`,
    `## Killed, under ${record.seeds.length} seeds`,
    markdownTable(scoreTable(rows, budgets, ["file", "mutants"])),
    `## Outlived ${budgets.at(-1)} requests`,
    survivors.length === 0
      ? "None."
      : markdownTable([
          ["mutant", "", "seeds", ""],
          ...survivors.map((each) => [each.id, each.operator, share(each), remarkOn(each)]),
        ]),
    "## Not counted",
    markdownTable([["mutant", "because"], ...equivalent.map((each) => [each.id, each.equivalentBecause ?? ""])]),
    "## Every other mutant",
    markdownTable([
      ["mutant", "", ...budgets.map((budget) => `at ${budget}`), "requests", "noticed by (seeds)"],
      ...mutants
        .filter(isCounted)
        .map((each) => [
          each.id,
          each.operator,
          ...each.killed.map((count) => `${count}/${each.seeds}`),
          shownRequests(each.requests),
          each.rules.map(([rule, seeds]) => `${rule} ${seeds}`).join(", "),
        ]),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
};
