import { createHash } from "node:crypto";
import { type Html, html, trusted } from "../html.ts";
import { style } from "./style.ts";

/**
 * Nothing may load, run, be sent or frame the page; only this very style sheet applies. There is no script at all, so
 * text from a server cannot become one.
 */
const policyOf = (css: string): string => {
  const hash = createHash("sha256").update(css).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
};

/** A part of a document, and what links to it. */
interface DocumentSection {
  /** Also the fragment. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

export interface DocumentParts {
  /** In the browser's tab. */
  readonly title: string;
  /** What kind of report it is. */
  readonly kind: string;
  readonly heading: string;
  /** The line below the heading. */
  readonly about: Html;
  /** The first of them is what most readers come for. */
  readonly sections: readonly DocumentSection[];
  readonly footer: Html;
}

/** A page that needs nothing beside it: no script, no file, no network. */
export const documentOf = ({ title, kind, heading, about, sections, footer }: DocumentParts): Html =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyOf(style)}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${title}</title><link rel="icon" href="data:,"><style>${trusted(style)}</style></head>
<body><a class="skip" href="#${sections[0]?.id}">Skip to the verdict</a><div class="page"><header class="top"><p class="eyebrow">${kind}</p><h1>${heading}</h1><p>${about}</p></header>
<nav aria-label="Sections"><ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main>${sections.map(({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>\n`)}</main>
<footer><p>${footer}</p></footer></div></body></html>
`;
