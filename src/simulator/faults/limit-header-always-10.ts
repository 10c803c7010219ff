import { behaviourFault } from "../behaviour-fault.ts";

export const limitHeaderAlways10 = behaviourFault(
  {
    id: "limit-header-always-10",
    sentence: "X-Pagination-Limit is always 10.",
    class: "H",
    breaks: "limit-header-is-page-size",
  },
  ({ listHeaders }) => ({ listHeaders: (...list) => ({ ...listHeaders(...list), "X-Pagination-Limit": "10" }) }),
);
