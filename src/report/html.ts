import { visible } from "./text.ts";

/** Markup that is safe to send to a browser. Only {@link html} and {@link trusted} make it. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML text or a quoted attribute value, hidden characters shown as escapes. */
const escapeHtml = (text: string): string => visible(text).replace(/[&<>"']/g, (c) => entities[c] ?? c);

const isHtml = (value: HtmlValue): value is Html => typeof value === "object" && "markup" in value;

const render = (value: HtmlValue): string => {
  if (value === undefined || value === false) return "";
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(Math.round(value * 100) / 100);
  if (isHtml(value)) return value.markup;
  return value.map(render).join("");
};

/**
 * Markup from a template whose values are data: strings are escaped, numbers rounded to two decimals, lists joined, and
 * `undefined` and `false` leave nothing. Attribute values must stand in double quotes.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html => ({
  markup: strings.reduce((text, part, index) => text + render(values[index - 1]) + part),
});

/** Markup written by us, such as the style sheet. Never give it text that came from anywhere else. */
export const trusted = (markup: string): Html => ({ markup });
