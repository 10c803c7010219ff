import fc from "fast-check";
import { expect, test } from "vitest";
import { safeText } from "./safe-text.ts";
import { anyCodePoint } from "./testing/any-code-point.ts";

test("an escape sequence is shown, not obeyed", () => {
  expect(safeText("\u001b[2Jgone\r\n\u0007")).toBe("␛[2Jgone␍␊␇");
});

test("direction marks, line separators, C1 controls and lone surrogates are spelled out", () => {
  expect(safeText("a\u202eb\u2028c\u009bd\ud800e\u007f")).toBe("a\\u{202e}b\\u{2028}c\\u{9b}d\\u{d800}e␡");
});

test("ordinary text of any script is left as it is", () => {
  const text = "Zoë 渡辺 Ελένη نور 👩🏽 a|b <b>";
  expect(safeText(text)).toBe(text);
});

test("long text is cut, never inside a character, and says how much is missing", () => {
  expect(safeText("abcdef", 3)).toBe("abc… (3 more characters)");
  expect(safeText("ab😀cd", 3)).toBe("ab… (4 more characters)");
});

test("nothing a server can send leaves a control character or a lone surrogate", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCodePoint }), fc.nat(40), (text, max) => {
      const shown = safeText(text, max + 1);
      expect(shown).not.toMatch(/[\p{Cc}\p{Surrogate}\u2028\u2029\u202a-\u202e]/u);
    }),
  );
});
