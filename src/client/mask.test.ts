import { expect, test } from "vitest";
import { maskOf, maskText } from "./mask.ts";

const token = `5ecre7/+="&<${"0f1e2d3c".repeat(3)}`;
const { text, outcome } = maskOf([token]);

test.each([
  ["as it is", token],
  ["in another letter case", token.toUpperCase()],
  ["in a URL", encodeURIComponent(token)],
  ["in a form", new URLSearchParams({ token }).toString()],
  ["in JSON", JSON.stringify({ token })],
  ["in HTML", token.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")],
  ["in hexadecimal", Buffer.from(token).toString("hex")],
])("a token that comes back %s is taken out", (_, echo) => {
  const masked = text(`before ${echo} after`);
  expect(masked).toContain(maskText);
  expect(masked.toLowerCase()).not.toContain("0f1e2d3c");
});

test.each(["", "B", "Be", "Bearer ", "Authorization: Bearer "])(
  "in base64, after %j, no byte of its inside stays",
  (before) => {
    for (const coding of ["base64", "base64url"] as const) {
      const echo = Buffer.from(`${before}${token} and more`).toString(coding);
      const masked = text(echo);
      expect(masked).toContain(maskText);
      const rest = masked.split(maskText).map((part) => Buffer.from(part, coding).toString("latin1"));
      expect(rest.join(" ")).not.toContain("0f1e");
    }
  },
);

test("an answer without a token is the same object: nothing is copied", () => {
  const answer = { kind: "answer", status: 200, headers: [["etag", "x"]], body: "{}" } as const;
  expect(outcome(answer)).toBe(answer);
});
