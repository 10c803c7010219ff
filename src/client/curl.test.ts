import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { SentRequest } from "../contract/exchange.ts";
import { anyCodePoint } from "../contract/testing/any-code-point.ts";
import { curlLine, shellWord } from "./curl.ts";

const request: SentRequest = {
  method: "POST",
  url: "http://127.0.0.1:4010/users?email=a&name=[b]",
  headers: [
    ["content-type", "application/json"],
    ["user-agent", "gorest-harness"],
  ],
  body: `{"name":"O'Brien $HOME \`id\`"}`,
  token: "A",
};

test("the line has a placeholder for the token and quotes everything else", () => {
  expect(curlLine(request)).toBe(
    `curl -sS -i -X POST -H "Authorization: Bearer $GOREST_TOKEN" -H 'content-type: application/json' ` +
      `--data-raw '{"name":"O'\\''Brien $HOME \`id\`"}' --globoff 'http://127.0.0.1:4010/users?email=a&name=[b]'`,
  );
  expect(curlLine({ ...request, token: "B" })).toContain("$GOREST_SECOND_TOKEN");
  expect(curlLine({ ...request, token: "anonymous" })).not.toContain("Authorization");
});

test("control characters are spelled out", () => {
  expect(shellWord("a\u001b[31m\u0007'\\")).toBe("$'a\\x1b[31m\\x07\\'\\\\'");
});

const hasBash = (() => {
  try {
    execFileSync("bash", ["-c", "true"]);
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasBash)("a shell reads each word back as it was, whatever is in it", () => {
  const texts = fc.sample(fc.string({ unit: anyCodePoint }), { numRuns: 1000, seed: 1 });
  // No argument of a program can hold a NUL.
  const words = texts.map((text) => text.replaceAll("\u0000", "").toWellFormed()).filter((word) => word !== "");
  const script = `printf '%s\\0' ${words.map(shellWord).join(" ")}`;
  const out = execFileSync("bash", ["-s"], {
    encoding: "utf8",
    input: script,
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  expect(out.split("\0").slice(0, -1)).toEqual(words);
});
