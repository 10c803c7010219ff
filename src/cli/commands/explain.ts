import { propertiesOfAll } from "../../../suites/contract/properties.ts";
import { rules } from "../../checks/rules.ts";
import { defined } from "../../contract/defined.ts";
import { specOperations } from "../../contract/document.ts";
import type { FaultInfo } from "../../contract/fault.ts";
import { plural, safeText } from "../../contract/safe-text.ts";
import { clauses, factText, type RuleInfo } from "../../contract/verdict.ts";
import { byRule } from "../../evaluation/exercised-by.gen.ts";
import { exampleOf } from "../../evaluation/score/contract-trial.ts";
import type { Property } from "../../generators/step.ts";
import { named } from "../../session/named.ts";
import { faults } from "../../simulator/faults.ts";
import { table, terminal } from "../terminal.ts";

const labelled = (label: string, texts: readonly string[]): readonly string[] =>
  texts.map((text, at) => `${(at === 0 ? label : "").padEnd(11)} ${safeText(text)}`);

const properties: readonly Property[] = propertiesOfAll;

const ruleExplained = async (rule: RuleInfo) => {
  const by = byRule[rule.id] ?? [];
  const shownBy = faults.filter(({ breaks }) => breaks === rule.id);
  const example = await exampleOf(
    rule.id,
    shownBy.map((fault) => fault.id),
  );
  const { id, sentence, clause, level, sources } = rule;
  const described = {
    kind: "rule",
    ...{ id, sentence, clause, level },
    sources: sources.map((source) => ({ source, ...defined({ text: factText(source) }) })),
    faults: shownBy.map((fault) => ({ id: fault.id, sentence: fault.sentence })),
    properties: by,
    ...defined({ example }),
  };
  const meaning =
    level === "must"
      ? "must: breaking it fails a run"
      : "observed: breaking it is drift, and fails a run only with --strict";
  const lines = [
    ...labelled("rule", [id]),
    ...labelled("says", [sentence]),
    ...labelled("level", [meaning]),
    ...labelled("clause", [clause]),
    ...labelled(
      "rests on",
      described.sources.map(({ source, text }) => (text === undefined ? source : `${source}: ${text}`)),
    ),
    ...(example === undefined
      ? labelled("example", ["none in so few requests; npm run contract -- --fault NAME with one of these faults"])
      : [
          ...labelled("example", [`on the embedded simulator with the fault ${example.fault}`]),
          `  expected  ${safeText(example.expected)}`,
          `  received  ${safeText(example.received)}`,
          ...example.sequence.map((step, at) => `  ${(at === 0 ? "requests" : "").padEnd(10)}${safeText(step)}`),
        ]),
    ...labelled(
      "shown by",
      shownBy.map((fault) => `--fault ${fault.id}: ${fault.sentence}`),
    ),
    ...labelled(
      "exercised by",
      by.length === properties.length ? ["every property"] : by.length === 0 ? ["no property alone"] : [by.join(", ")],
    ),
    ...(by.length === 0 ? [] : labelled("try it", [`npm run contract -- --rule ${id}`])),
  ];
  return { described, lines };
};

const propertyExplained = ({ id, sentence, clause, needs }: Property) => {
  const exercised = rules.filter((rule) => {
    const by = byRule[rule.id] ?? [];
    // What every property exercises tells nothing of this one.
    return by.includes(id) && by.length < properties.length;
  });
  const described = {
    kind: "property",
    id,
    sentence,
    clause,
    ...defined({ needs }),
    rules: exercised.map((rule) => rule.id),
  };
  const lines = [
    ...labelled("property", [id]),
    ...labelled("says", [sentence]),
    ...labelled("clause", [clause]),
    ...(needs === undefined ? [] : labelled("needs", [needs])),
    ...labelled(
      "exercises",
      exercised.map((rule) => `${rule.id}: ${rule.sentence}`),
    ),
    ...labelled("try it", [`npm run contract -- --property ${id}`]),
  ];
  return { described, lines };
};

const faultExplained = ({ id, sentence, class: of, breaks }: FaultInfo) => {
  const rule = rules.find((each) => each.id === breaks);
  const described = { kind: "fault", id, sentence, class: of, breaks };
  const lines = [
    ...labelled("fault", [id]),
    ...labelled("says", [sentence]),
    ...labelled("seen in", [of]),
    ...labelled("breaks", [`${breaks}: ${rule?.sentence ?? ""}`]),
    ...labelled("try it", [`npm run contract -- --fault ${id}`]),
  ];
  return { described, lines };
};

/** The entry of the facts that a finding cites so: "facts 5.3", "guide G5", or its number alone. */
const factKeyOf = (name: string): string | undefined => {
  const number = name.replace(/^(?:facts?|guide)[\s-]+/i, "").toUpperCase();
  return [`facts ${number}`, `guide ${number}`].find((key) => factText(key) !== undefined);
};

const factExplained = (key: string) => {
  const judging = rules.filter(({ sources }) => sources.some((source) => source === key));
  const described = { kind: "fact", id: key, sentence: factText(key) ?? "", rules: judging.map(({ id }) => id) };
  const lines = [
    ...labelled("fact", [key]),
    ...labelled("says", [described.sentence]),
    ...labelled(
      "judged by",
      judging.length === 0
        ? ["no rule; docs/facts.md says why"]
        : judging.map(({ id, sentence }) => `${id}: ${sentence}`),
    ),
  ];
  return { described, lines };
};

/** What a plural lists: each name that a flag or this verb takes, with what it is. */
const lists: Readonly<Record<string, () => readonly (readonly [name: string, says: string])[]>> = {
  rules: () => rules.map(({ id, sentence }) => [id, sentence]),
  properties: () => properties.map(({ id, sentence }) => [id, sentence]),
  faults: () => faults.map(({ id, sentence }) => [id, sentence]),
  operations: () => [...specOperations.values()].map(({ id, method, path }) => [id, `${method} ${path}`]),
  clauses: () =>
    clauses.map((clause) => [clause, plural(rules.filter((rule) => rule.clause === clause).length, "rule")]),
};

/** The verb, once its flags are read. */
export const run = async (name: string, { json = false }: { readonly json?: boolean }): Promise<void> => {
  const { line } = terminal();
  const list = Object.hasOwn(lists, name) ? lists[name]?.() : undefined;
  if (list !== undefined) {
    const texts = json ? [JSON.stringify(list.map(([id, says]) => ({ id, says })))] : table(list, "");
    for (const text of texts) line(text);
    return;
  }
  const rule = rules.find(({ id }) => id === name);
  const property = properties.find(({ id }) => id === name);
  const fault = faults.find(({ id }) => id === name);
  // Named for what a person most likely meant, where there is none of the name.
  const fact = factKeyOf(name);
  if (rule === undefined && property === undefined && fault === undefined && fact === undefined)
    named(
      "explain",
      name,
      [...rules, ...properties, ...faults, ...Object.keys(lists).map((id) => ({ id }))],
      "npm run explain -- rules, properties or faults",
    );
  const parts = [
    ...(rule === undefined ? [] : [await ruleExplained(rule)]),
    ...(property === undefined ? [] : [propertyExplained(property)]),
    ...(fault === undefined ? [] : [faultExplained(fault)]),
    ...(fact === undefined ? [] : [factExplained(fact)]),
  ];
  for (const { described, lines } of parts) {
    if (json) line(JSON.stringify(described));
    else for (const text of lines) line(text);
  }
};
