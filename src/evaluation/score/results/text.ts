import { Parser } from "tap-parser";
import { isObject } from "../../../contract/is-object.ts";
import { failed, failedAround, type ResultFormat, type TestResult } from "./test-result.ts";

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
