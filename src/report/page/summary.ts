import { html } from "../html.ts";
import { headlines } from "../status.ts";
import { validityOf } from "../validity.ts";
import type { Section } from "./section.ts";

const mostDoubts = 12;

/** The three answers a reader comes for, and every reason to doubt them. */
export const summary: Section = {
  id: "summary",
  title: "Verdict",
  render: (input) => {
    const { doubts } = validityOf(input.run);
    const more = doubts.length - mostDoubts;
    return html`<ul class="strip">${headlines(input).map(
      ({ title, status, says }) =>
        html`<li class="card ${status.tone}"><h3>${title}</h3><p class="word"><span class="sign" aria-hidden="true">${status.sign}</span> ${status.word}</p><p>${says}</p></li>`,
    )}</ul>${
      doubts.length > 1 &&
      html`<details class="doubts"><summary>What to keep in mind (${doubts.length})</summary><ul>${doubts
        .slice(0, mostDoubts)
        .map((doubt) => html`<li>${doubt}</li>`)}${more > 0 && html`<li>and ${more} more</li>`}</ul></details>`
    }`;
  },
};
