import { XMLParser } from "fast-xml-parser";
import { isObject } from "../../../contract/is-object.ts";
import { failed, failedAround, nameOf, type ResultFormat, type TestResult } from "./test-result.ts";

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
