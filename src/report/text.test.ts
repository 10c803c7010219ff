import { expect, test } from "vitest";
import { clip, codeBlock, csvCell, lastLiveText, markdown, visible, xml } from "./text.ts";

test("text keeps its lines and shows what would be hidden", () => {
  expect(visible("a\n\tb\u202ec\u0000")).toBe("a\n\tb\\u{202e}c\u2400");
});

test("clipping says how much is left out and cuts no character in two", () => {
  expect(clip("abcdef", 6)).toBe("abcdef");
  expect(clip("abcdef", 4)).toBe("abcd… (2 more characters)");
  expect(clip("ab😀d", 3)).toBe("ab… (3 more characters)");
});

test("Markdown text makes no markup, no row, no link and no mention", () => {
  expect(markdown("a|b\n# c")).toBe("a\\|b␊\\# c");
  expect(markdown("[x](http://y) @z <b>")).toBe("\\[x\\]\\(http&#58;//y\\) &#64;z &lt;b&gt;");
});

test("a code block is fenced by more backticks than its text holds", () => {
  expect(codeBlock("a ```` b")).toBe("`````\na ```` b\n`````");
});

test("XML text holds only characters XML 1.0 allows", () => {
  expect(xml("<a b='c'>\u0001\ufffe&")).toBe("&lt;a b=&apos;c&apos;&gt;␁\\u{fffe}&amp;");
});

test("a spreadsheet takes no cell for a formula", () => {
  expect(csvCell('=1+"2"')).toBe('"\'=1+""2"""');
  expect(csvCell(" @cmd")).toBe('"\' @cmd"');
  expect(csvCell(-1)).toBe("-1");
  expect(csvCell("plain")).toBe('"plain"');
});

test("the last live run is named with its age in whole days", () => {
  const run = { startedAt: "2026-11-30T03:00:00.000Z" };
  expect(lastLiveText(run, { startedAt: "2026-11-27T03:17:41.000Z" })).toBe("2026-11-27 03:17 UTC, 2 days before");
  expect(lastLiveText(run, { startedAt: "2026-11-29T12:00:00.000Z" })).toBe(
    "2026-11-29 12:00 UTC, less than a day before",
  );
});
