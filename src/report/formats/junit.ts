import { targetName } from "../../contract/target.ts";
import { type Case, casesOf } from "../cases.ts";
import type { Format, ReportInput } from "../format.ts";
import { clip, xml } from "../text.ts";

const most = 8000;

/** Attribute values are tokens in the schema: no line breaks, no double spaces. */
const token = (text: string): string => xml(clip(text, 1000)).replace(/\s+/g, " ").trim();

const body = ({ status, message = "", detail = message }: Case): string => {
  if (status === "passed") return "";
  if (status === "drifted") return `<skipped>${xml(clip(`drifted, not promised: ${message}`, most))}</skipped>`;
  if (status === "skipped") return `<skipped>${xml(clip(message, most))}</skipped>`;
  const tag = status === "failed" ? "failure" : "error";
  const type = status === "failed" ? "violated" : "inconclusive";
  return `<${tag} type="${type}" message="${token(message)}">${xml(clip(detail, most))}</${tag}>`;
};

const suite = (name: string, cases: readonly Case[], id: number, { run }: ReportInput): string => {
  const number = (status: Case["status"]) => cases.filter((one) => one.status === status).length;
  // A run made from another tool's output may not know where it went.
  const host = URL.parse(run.target.baseUrl)?.hostname ?? run.target.baseUrl;
  const seconds = (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  const properties = [
    ["target", targetName(run.target)],
    ["seed", String(run.seed)],
    ["command", run.command],
    ["took", `${seconds} s`],
  ] as const;
  return `<testsuite name="${token(name)}" package="${token(name.split(":")[0] ?? name)}" id="${id}" timestamp="${run.startedAt.slice(0, 19)}" hostname="${token(host)}" tests="${cases.length}" failures="${number("failed")}" errors="${number("unclear")}" time="0">
<properties>${properties.map(([key, value]) => `<property name="${key}" value="${token(value)}"/>`).join("")}</properties>
${cases.map((one) => `<testcase name="${token(one.name)}" classname="${token(`${one.suite}.${one.id}`)}" time="0">${body(one)}</testcase>`).join("\n")}
<system-out></system-out>
<system-err></system-err>
</testsuite>`;
};

const render = (input: ReportInput): string => {
  const groups = bySuite(casesOf(input));
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${token(`${targetName(input.run.target)} · ${input.run.id}`)}">
${[...groups].map(([name, cases], id) => suite(name, cases, id, input)).join("\n")}
</testsuites>
`;
};

const bySuite = (cases: readonly Case[]): Map<string, Case[]> => {
  const groups = new Map<string, Case[]>();
  for (const one of cases) {
    const group = groups.get(one.suite) ?? [];
    group.push(one);
    groups.set(one.suite, group);
  }
  return groups;
};

/**
 * JUnit XML: a suite a clause, a case a rule. A rule that was not exercised is skipped, one that is inconclusive is an
 * error: neither may pass for green.
 */
export const junit: Format = {
  id: "junit",
  sentence: "JUnit XML for CI servers: a test a rule and a threshold.",
  render: (input) => [{ name: "junit.xml", chunks: [render(input)] }],
};
