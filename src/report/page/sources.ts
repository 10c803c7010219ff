import { factsAmong } from "../../contract/citation.ts";
import { html } from "../html.ts";
import { factId } from "./parts.ts";
import type { Section } from "./section.ts";

/** What the cited entries of docs/facts.md say: a report is read far from the repository. */
export const sources: Section = {
  id: "sources",
  title: "Sources",
  render: ({ run }) => {
    const rules = [...(run.contract?.rules ?? []), ...(run.load?.findings ?? []).map(({ rule }) => rule)];
    const cited = factsAmong(rules.flatMap((rule) => rule.sources));
    if (cited.length === 0) return undefined;
    return html`<p>What the rules rest on: promises of the service's guide, and what was seen of it, how surely and when.</p><dl class="sources">${cited.map(
      ([source, text]) => html`<div id="${factId(source)}"><dt>${source}</dt><dd>${text}</dd></div>`,
    )}</dl>`;
  },
};
