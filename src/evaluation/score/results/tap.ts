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
