import { safeText } from "../../contract/safe-text.ts";
import { type Style, table } from "../terminal.ts";
import { markdownTable } from "./markdown.ts";
import type { MutantRecord, MutantScore } from "./measure-mutants.ts";
import { scoreTable, shownRequests } from "./text.ts";

const isCounted = ({ equivalentBecause }: MutantScore) => equivalentBecause === undefined;

/** Counted mutants that at least one seed did not kill. */
export const survivingMutants = ({ mutants }: MutantRecord): readonly MutantScore[] =>
  mutants.filter((mutant) => isCounted(mutant) && mutant.outlived.length > 0);

/** Mutants taken for correct servers on which a rule alarms: the rule is wrong, or the judgement is. */
const doubtful = ({ mutants }: MutantRecord) =>
  mutants.filter((mutant) => !isCounted(mutant) && mutant.rules.length > 0);

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
          ...table(
            survivors.map((mutant) => [mutant.id, mutant.operator, share(mutant), safeText(mutant.reason ?? "")]),
          ),
        ]),
    ...(odd.length === 0
      ? []
      : [
          "",
          style.strong("Taken for correct servers, yet a rule alarms"),
          ...table(odd.map(({ id, rules }) => [id, rules.map(([rule]) => rule).join(", ")])),
        ]),
    "",
    `  ${equivalent.length} of ${mutants.length} are correct servers of another kind and not counted; ${record.frozen.tried.same} of ${record.frozen.generated} more were tried that raw traffic cannot tell from the original`,
    `  ${(record.tookMs / 1000).toFixed(0)} s, ${record.processes} processes`,
  ];
};

/** mutants.md */
export const mutantMarkdown = (record: MutantRecord): string => {
  const { rows, budgets, mutants } = record;
  const equivalent = mutants.filter((mutant) => !isCounted(mutant));
  const survivors = survivingMutants(record);
  const parts = [
    "# Mutants of the simulator",
    `${record.startedAt}. Small changes to the simulator's own source, chosen by chance among those that raw traffic tells from the original, before any rule had judged them.`,
    `## Killed, under ${record.seeds.length} seeds`,
    markdownTable(scoreTable(rows, budgets, ["file", "mutants"])),
    `## Outlived ${budgets.at(-1)} requests`,
    survivors.length === 0
      ? "None."
      : markdownTable([
          ["mutant", "", "seeds", ""],
          ...survivors.map((each) => [each.id, each.operator, share(each), each.reason ?? ""]),
        ]),
    "## Not counted: correct servers of another kind",
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
