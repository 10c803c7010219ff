import { expect, test } from "vitest";
import { html, trusted } from "./html.ts";

test("text in a template is data, in content and in attributes", () => {
  expect(html`<p title="${'"><b>'}">${"<i>&'"}</p>`.markup).toBe(
    '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;&amp;&#39;</p>',
  );
});

test("templates nest, lists join, numbers are short, and nothing is left of undefined and false", () => {
  const items = ["a", "b"].map((item) => html`<li>${item}</li>`);
  expect(html`${items}${1 / 3}${undefined}${false}${trusted("<hr>")}`.markup).toBe("<li>a</li><li>b</li>0.33<hr>");
});
