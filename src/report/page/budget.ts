import type { PropertyAccount } from "../../contract/run.ts";
import { html } from "../html.ts";
import { count, percent, plural } from "../numbers.ts";
import { fold, type Section, table } from "./parts.ts";

/** Where the requests went: what each property was given and what it found with it. */
export const budget: Section = {
  id: "budget",
  title: "Budget",
  render: ({ run: { contract } }) => {
    if (contract === undefined || contract.properties.length === 0) return undefined;
    const { properties } = contract;
    const most = Math.max(1, ...properties.map((property) => Math.max(property.planned, property.sent)));
    const bar = ({ planned, sent }: PropertyAccount) =>
      html`<svg class="bar" viewBox="0 0 200 12" aria-hidden="true"><rect class="track" width="${(200 * planned) / most}" height="12" rx="2"/><rect class="fill accepted" width="${(200 * sent) / most}" height="12" rx="2"/></svg>`;
    const beyond = contract.beyondBudget ?? 0;
    const spent = contract.requests - beyond;
    const top = properties.toSorted((a, b) => b.sent - a.sent)[0];
    return html`<p>${count(spent)} of ${plural(contract.budget, "budgeted request")} were sent (${percent(spent / Math.max(1, contract.budget))})${
      beyond > 0 && `, and ${count(beyond)} beyond them to shorten findings, which costs the simulator nothing`
    }${
      top !== undefined &&
      top.sent > 0 &&
      html`, the largest share by <em>${top.id}</em> (${percent(top.sent / Math.max(1, contract.requests))})`
    }. It made ${plural(contract.records.created, "record")} and deleted ${count(contract.records.deleted)}${
      contract.records.left.length > 0 &&
      html`; left behind: ${contract.records.left.slice(0, 20).join(", ")}${contract.records.left.length > 20 && " …"}`
    }.</p>${fold(
      `Requests by property (${properties.length})`,
      false,
      table(
        "Requests by property",
        [
          {
            head: "Property",
            cell: (property: PropertyAccount) =>
              html`${property.sentence}<br><code class="dim">${property.id}</code>${property.reason !== undefined && html`<br><span class="dim">${property.reason}</span>`}`,
          },
          { head: "Sent of planned", cell: bar },
          { head: "Sent", figure: true, cell: (property) => count(property.sent) },
          { head: "Planned", figure: true, cell: (property) => count(property.planned) },
          { head: "Cases", figure: true, cell: (property) => count(property.cases) },
          { head: "Evaluations", figure: true, cell: (property) => count(property.evaluations) },
          {
            head: "Findings",
            figure: true,
            cell: (property) => (property.findings === 0 ? "–" : count(property.findings)),
          },
        ],
        properties,
      ),
    )}`;
  },
};
