import { expect, test } from "vitest";
import { createTerminal, table, wrap } from "./terminal.ts";

const written = (tty: boolean, env: Readonly<Record<string, string>> = {}) => {
  const texts: string[] = [];
  let nowMs = 0;
  const outlet = { isTTY: tty, columns: 30, write: (text: string) => texts.push(text) };
  const terminal = createTerminal(outlet, outlet, { env, nowMs: () => nowMs });
  return { texts, terminal, pass: (ms: number) => (nowMs += ms) };
};

test("what is not a terminal gets plain lines and no progress", () => {
  const { texts, terminal } = written(false);
  terminal.progress("1 of 9");
  terminal.line(terminal.style.bad("violated"));
  terminal.note("done");
  expect(texts).toEqual(["violated\n", "done\n"]);
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [true, { TERM: "dumb" }, false],
  [true, { TERM: "xterm", CI: "true" }, true],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "3", CI: "true", TERM: "dumb" }, true],
  [false, { FORCE_COLOR: "" }, false],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { FORCE_COLOR: "false" }, false],
  [false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
])("on a terminal: %s, with %o: colours %s", (tty, env, colours) => {
  expect(written(tty, env).terminal.style.bad("x")).toBe(colours ? "\u001b[31mx\u001b[39m" : "x");
});

test.each([
  [{ TERM: "dumb" }, 0],
  [{ CI: "true" }, 0],
  [{ CI: "1" }, 0],
  [{ CI: "false" }, 1],
  [{ FORCE_COLOR: "1", TERM: "dumb" }, 0],
])("with %o progress is drawn %i times", (env, times) => {
  const { texts, terminal } = written(true, env);
  terminal.progress("1 of 9");
  expect(texts).toHaveLength(times);
});

test("progress is one line, changed calmly, never wrapped, and gone before the next real line", () => {
  const { texts, terminal, pass } = written(true);
  terminal.progress("1 of 9");
  terminal.progress("2 of 9");
  pass(300);
  terminal.progress(`3 of 9 \u001b[31mred\u001b[0m\n${"x".repeat(80)}`);
  terminal.line("end");
  expect(texts).toEqual(["\r\u001b[K1 of 9", `\r\u001b[K3 of 9 red␊${"x".repeat(18)}`, "\r\u001b[K", "end\n"]);
});

test("a table lines its columns up by what is seen", () => {
  expect(
    table([
      ["\u001b[31mred\u001b[39m", "1", ""],
      ["longer", "22", "x"],
    ]),
  ).toEqual(["  \u001b[31mred\u001b[39m     1", "  longer  22  x"]);
});

test("what is longer than the terminal is wide is broken at spaces, below what follows its label", () => {
  const { texts, terminal } = written(true);
  terminal.line("  note: one request in twenty left late");
  terminal.line("not judged  1 rule, as nothing came up");
  terminal.line("fits");
  expect(texts).toEqual([
    "  note: one request in twenty\n    left late\n",
    "not judged  1 rule, as nothing\n            came up\n",
    "fits\n",
  ]);
});

test("commands, long words and JSON are left whole, as a break would not be copied as what it was", () => {
  const command = "again       npm run contract -- --seed 1 --budget 300";
  const path = `saved: ${"folder/".repeat(9)}report.html`;
  const assignments = "at once: HTTPS_PROXY=http://127.0.0.1:4020 HTTP_PROXY=http://127.0.0.1:4020";
  expect(wrap(assignments, 60).join("|")).toContain(":4020 HTTP_PROXY");
  expect(
    table([["Java", "keytool -importcert -file ca.pem -keystore trust.p12; then -Dtrust=trust.p12"]], "", 60)[0],
  ).toBe("Java  keytool -importcert -file ca.pem -keystore trust.p12;");
  const json = JSON.stringify({ folder: "reports/a", outcome: "holds", seed: 1 });
  for (const text of [command, path, json, "  by curl   sh reports/2026/repro-a-rule.sh"])
    expect(wrap(text, 30)).toEqual([text]);
  expect(wrap("what is left: npm run sweep deletes them", 30)).toEqual([
    "what is left:",
    "  npm run sweep deletes them",
  ]);
  const { texts, terminal } = written(false);
  terminal.line("x ".repeat(200));
  expect(texts).toEqual([`${"x ".repeat(200)}\n`]);
});

test("a table that is too wide breaks its last column, or goes on below after its first", () => {
  const rows = [
    ["rule", "times", "what it says of the service"],
    ["ids-grow", "1,000", "each new id is greater than all before"],
  ];
  expect(table(rows, "  ", 44)).toEqual([
    "  rule      times  what it says of the",
    "                   service",
    "  ids-grow  1,000  each new id is greater",
    "                   than all before",
  ]);
  expect(table(rows, "", 34)).toEqual([
    "rule      times",
    "ids-grow  1,000",
    "",
    "rule      what it says of the",
    "          service",
    "ids-grow  each new id is greater",
    "          than all before",
  ]);
});
