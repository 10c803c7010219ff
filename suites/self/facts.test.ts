import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../../src/checks/rules.ts";
import { calledFor, judges } from "../../src/cli/contract-page.ts";
import { type Fact, parseFacts } from "../../src/cli/facts-page.ts";
import { document } from "../../src/contract/document.gen.ts";
import type { RuleInfo } from "../../src/contract/verdict.ts";
import { filesBelow, root } from "./testing/sources.ts";

const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const facts = parseFacts(textOf("docs/facts.md"));
const known = new Map(facts.map((fact) => [fact.key, fact]));

/** What looks like a citation in a text, a number without its section's entry included. */
const citations = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:guide G\d+|facts \d+(?:\.\d+)?)\b/g)].map(([cited]) => cited);

describe("docs/facts.md", () => {
  test("has the nine promises, and numbers its entries without a hole", () => {
    expect(facts.filter(({ key }) => key.startsWith("guide")).map(({ key }) => key)).toEqual(
      Array.from({ length: 9 }, (_, i) => `guide G${i + 1}`),
    );
    const numbers = facts.flatMap(({ key }) => /^facts (\d+)\.(\d+)$/.exec(key)?.slice(1).map(Number) ?? []);
    const pairs = Array.from({ length: numbers.length / 2 }, (_, i) => numbers.slice(2 * i, 2 * i + 2));
    expect(pairs.length).toBe(facts.length - 9);
    expect(pairs).toEqual(
      pairs.map(([section = 0], i) => [section, pairs.slice(0, i).filter(([before]) => before === section).length + 1]),
    );
  });

  test("an entry with a broken first or second line is refused, not left out", () => {
    expect(() => parseFacts('- <a id="facts-1-1"></a>**facts 1.2** A.\n  *high · 1 source*: b.\n')).toThrow("anchor");
    expect(() => parseFacts('- <a id="facts-1-1"></a>**facts 1.1** A.\n  *certain*: b.\n')).toThrow("facts 1.1");
    expect(() => parseFacts('- <a id="facts-1-1"></a> A.\n')).toThrow("1 entries begin, 0 can be read");
  });

  test("a reason for not judging is read to its end, over several lines", () => {
    const page =
      '- <a id="facts-1-1"></a>**facts 1.1** A.\n  *high · 1 source*: b.\n  Not judged: one\n  two.\n- <a id="facts-1-2"></a>**facts 1.2** B.\n  *low*: c.\n';
    expect(parseFacts(page).map(({ notJudged }) => notJudged)).toEqual(["one two.", undefined]);
  });

  test("reasons for not judging and for not exercising stand one after the other", () => {
    const page =
      '- <a id="facts-1-1"></a>**facts 1.1** A.\n  *high · 1 source*: b.\n  Not judged: one\n  two.\n  Not exercised: three.\n';
    expect(parseFacts(page)).toMatchObject([{ notJudged: "one two.", notExercised: "three." }]);
  });
});

describe("citations", () => {
  const files = [
    "README.md",
    ...["src", "suites", "openapi", "docs"].flatMap(filesBelow).filter((path) => /\.(ts|md|yaml|json)$/.test(path)),
  ].filter((path) => path !== "suites/self/facts.test.ts");

  test("each leads to an entry of docs/facts.md", () => {
    const cited = files.flatMap((path) => citations(textOf(path)).map((citation) => ({ path, citation })));
    expect(cited.length).toBeGreaterThan(300);
    expect(cited.filter(({ citation }) => !known.has(citation))).toEqual([]);
  });

  test("are found wherever they stand, without an entry too", () => {
    expect(citations("see guide G5; facts 3 and (facts 11.12).")).toEqual(["guide G5", "facts 3", "facts 11.12"]);
  });

  test("every source of the spec is one", () => {
    const sources: string[] = [];
    JSON.stringify(document, (key, value: unknown) => {
      if (key === "x-source" && typeof value === "string") sources.push(value);
      return value;
    });
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.filter((text) => text.split(", ").some((one) => !known.has(one)))).toEqual([]);
  });
});

/** Entries of high or medium confidence, and promises, that no rule cites and that give no reason for it. */
const unjudged = (facts: readonly Fact[], rules: readonly RuleInfo[]): readonly string[] =>
  facts
    .filter((fact) => calledFor(fact) && fact.notJudged === undefined && judges(fact, rules).length === 0)
    .map(({ key }) => key);

describe("fact coverage", () => {
  test("each promise, and each fact of high or medium confidence, is judged by a rule or says why not", () => {
    expect(unjudged(facts, rules)).toEqual([]);
  });

  test("a fact without a rule and without a reason is found", () => {
    expect(unjudged(facts, [])).toContain("facts 2.3");
    expect(unjudged(facts, [])).not.toContain("facts 1.4");
    expect(unjudged(facts, [])).not.toContain("facts 2.10");
  });

  test("each fact that a rule judges is exercised by a property, or says why none can", () => {
    const rows = [...textOf("docs/contract.md").matchAll(/^\| \[((?:guide|facts) [^\]]+)\](.*)\|$/gm)];
    expect(rows.length).toBe(facts.filter(calledFor).length);
    const idle = rows.flatMap(([, key = "", rest = ""]) => {
      const [, , , judgedBy = "", exercisedBy = ""] = rest.split(/(?<!\\)\|/);
      return judgedBy.trim() !== "" && exercisedBy.trim() === "" ? [key] : [];
    });
    expect(idle).toEqual([]);
  });

  test("a must rests on the guide, an RFC or a fact of high confidence; nothing rests on an open question alone", () => {
    const strong = (source: string) => ["promised", "high"].includes(known.get(source)?.confidence ?? "high");
    expect(rules.filter(({ level, sources }) => level === "must" && !sources.some(strong)).map(({ id }) => id)).toEqual(
      [],
    );
    const firm = (source: string) => known.get(source)?.confidence !== "open";
    expect(rules.filter(({ sources }) => !sources.every(firm)).map(({ id }) => id)).toEqual([]);
  });
});
