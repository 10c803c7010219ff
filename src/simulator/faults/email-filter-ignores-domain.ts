import { behaviourFault } from "../behaviour-fault.ts";

export const emailFilterIgnoresDomain = behaviourFault(
  {
    id: "email-filter-ignores-domain",
    sentence: "An e-mail filter compares only what stands before the @.",
    class: "Q",
    breaks: "filter-matches-every-item",
  },
  ({ filterOf }) => ({
    filterOf: (query) =>
      filterOf(query).map(({ field, text }) => ({ field, text: field === "email" ? text.replace(/@.*/, "") : text })),
  }),
);
