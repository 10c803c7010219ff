import { expect, test } from "vitest";
import { createTerminal, table } from "./terminal.ts";

const written = (tty: boolean, noColor?: string) => {
  const texts: string[] = [];
  let nowMs = 0;
  const outlet = { isTTY: tty, columns: 30, write: (text: string) => texts.push(text) };
  const terminal = createTerminal(outlet, outlet, { noColor, nowMs: () => nowMs });
  return { texts, terminal, pass: (ms: number) => (nowMs += ms) };
};

test("what is not a terminal gets plain lines and no progress", () => {
  const { texts, terminal } = written(false);
  terminal.progress("1 of 9");
  terminal.line(terminal.style.bad("violated"));
  terminal.note("done");
  expect(texts).toEqual(["violated\n", "done\n"]);
});

test("NO_COLOR is obeyed, and an empty one is not set", () => {
  expect(written(true, "1").terminal.style.bad("x")).toBe("x");
  expect(written(true, "").terminal.style.bad("x")).toBe("\u001b[31mx\u001b[39m");
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
