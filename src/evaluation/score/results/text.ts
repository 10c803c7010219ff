import { XMLParser } from "fast-xml-parser";
import { Parser } from "tap-parser";
import { isObject } from "../../../contract/is-object.ts";
import { failed, failedAround, nameOf, type ResultFormat, type TestResult } from "./test-result.ts";

const messageOf = (diagnostic: unknown): string | undefined => {
  if (!isObject(diagnostic)) return undefined;
  const { error, message } = diagnostic;
  return typeof error === "string" ? error : typeof message === "string" ? message : undefined;
};

/** @see https://testanything.org/tap-version-14-specification.html */
export const tap: ResultFormat = {
  name: "TAP",
  read: (text) => {
    if (!/^(TAP version \d+|1\.\.\d+|(not )?ok\b)/m.test(text)) return undefined;
    const results: TestResult[] = [];
    const take = (events: ReturnType<typeof Parser.parse>): boolean => {
      let childFailed = false;
      let lastFailed = false;
      for (const event of events) {
        if (event[0] === "child") lastFailed = take(event[1]);
        else if (event[0] === "bailout") results.push(failedAround("bail out", event[1]));
        else if (event[0] === "assert") {
          const { ok, fullname, name, skip, todo, diag, closingTestPoint } = event[1];
          const title = fullname || name || "test without a name";
          childFailed ||= !ok && todo === false;
          // The point that closes a group repeats what the group said, unless it failed by itself.
          if (closingTestPoint) {
            if (!ok && !lastFailed) results.push(failedAround(title, messageOf(diag)));
          } else if (skip !== false || todo !== false) results.push({ name: title, outcome: "skipped" });
          else results.push(ok ? { name: title, outcome: "passed" } : failed(title, messageOf(diag)));
        }
      }
      return childFailed;
    };
    take(Parser.parse(text));
    return results;
  },
};

const words: Readonly<Record<string, TestResult["outcome"]>> = {
  PASSED: "passed",
  XFAIL: "skipped",
  XPASS: "passed",
  SKIPPED: "skipped",
  FAILED: "failed",
  ERROR: "failed",
};

const test = String.raw`\S+\.py(?:::.+?)?`;
/** With -v: `tests/test_users.py::test_list PASSED   [ 50%]`. */
const verbose = new RegExp(`^(${test})\\s+(${Object.keys(words).join("|")})\\b`);
/** Its short summary: `FAILED tests/test_users.py::test_list - AssertionError: …`; with -rA passed ones too. */
const summary = new RegExp(`^(PASSED|FAILED|ERROR) (${test})(?: - (.*))?$`);
const ending =
  /^=+ (?:.*, )?\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+s.*=+$|^(?:\d+ \w+, )*\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+s/m;

/** Stands for all that passed without being named. */
const unnamed = "tests that pytest names with -v only";

/** What pytest prints. Without -v or -rA it names failures only. */
export const pytestText: ResultFormat = {
  name: "pytest text",
  read: (text) => {
    if (!ending.test(text)) return undefined;
    const results = new Map<string, TestResult>();
    for (const line of text.split(/\r?\n/)) {
      const [, name, outcome = ""] = verbose.exec(line) ?? [];
      if (name !== undefined) results.set(name, { name, outcome: words[outcome] ?? "skipped" });
      const [, word, inSummary, message] = summary.exec(line) ?? [];
      if (inSummary === undefined) continue;
      if (word === "PASSED") results.set(inSummary, { name: inSummary, outcome: "passed" });
      else results.set(inSummary, (results.has(inSummary) ? failed : failedAround)(inSummary, message));
    }
    const listed = [...results.values()].filter(({ outcome }) => outcome === "passed").length;
    const passed = Number(/(\d+) passed/.exec(ending.exec(text)?.[0] ?? "")?.[1] ?? 0);
    return passed > listed ? [...results.values(), { name: unnamed, outcome: "passed" }] : [...results.values()];
  },
};

type Element = Readonly<Record<string, unknown>>;

const lists = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped"];

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseAttributeValue: false,
  parseTagValue: false,
  processEntities: true,
  // Numbered entities, such as line breaks, are among them.
  htmlEntities: true,
  isArray: (name) => lists.includes(name),
});

const children = (element: Element, name: string): readonly Element[] => {
  const value = element[name];
  // An element without attributes is its text.
  return Array.isArray(value) ? value.map((one) => (isObject(one) ? one : { "#text": one })) : [];
};
const textIn = (element: Element | undefined, name: string): string | undefined => {
  const value = element?.[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
};

/** Names of the suite that holds everything: they tell no two tests apart. */
const wholeSuite = /^(pytest|root suite|mocha tests|jest tests|undefined)$/i;

const reason = (element: Element): string | undefined => {
  const [first] = [...children(element, "failure"), ...children(element, "error")];
  return textIn(first, "@message") ?? textIn(first, "#text");
};
const broken = (element: Element) => children(element, "failure").length + children(element, "error").length > 0;

const caseOf = (element: Element, groups: readonly string[]): TestResult => {
  const name = nameOf([...groups, textIn(element, "@classname"), textIn(element, "@name") ?? "test without a name"]);
  if (broken(element)) return failed(name, reason(element));
  return { name, outcome: children(element, "skipped").length > 0 ? "skipped" : "passed" };
};

const inSuite = (suite: Element, above: readonly string[]): readonly TestResult[] => {
  const own = textIn(suite, "@name");
  const groups = own === undefined || wholeSuite.test(own) ? above : [...above, own];
  return [
    ...(broken(suite) ? [failedAround(nameOf([...groups, "suite"]), reason(suite))] : []),
    ...children(suite, "testcase").map((element) => caseOf(element, groups)),
    ...children(suite, "testsuite").flatMap((inner) => inSuite(inner, groups)),
  ];
};

/** @see https://github.com/testmoapp/junitxml for what its many writers agree on */
export const junit: ResultFormat = {
  name: "JUnit XML",
  read: (text) => {
    if (!/<testsuites?[\s/>]/.test(text)) return undefined;
    const root: unknown = parser.parse(text);
    if (!isObject(root)) return undefined;
    // The name of the whole run is left out: some writers put the time into it.
    return [...children(root, "testsuites"), root].flatMap((all) => [
      ...children(all, "testcase").map((element) => caseOf(element, [])),
      ...children(all, "testsuite").flatMap((suite) => inSuite(suite, [])),
    ]);
  },
};
