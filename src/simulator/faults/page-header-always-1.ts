import { behaviourFault } from "../behaviour-fault.ts";

export const pageHeaderAlways1 = behaviourFault(
  {
    id: "page-header-always-1",
    sentence: "X-Pagination-Page is always 1.",
    class: "H",
    breaks: "page-header-is-page-asked",
  },
  ({ listHeaders }) => ({
    listHeaders: (...list) => ({ ...listHeaders(...list), "X-Pagination-Page": "1" }),
  }),
);
