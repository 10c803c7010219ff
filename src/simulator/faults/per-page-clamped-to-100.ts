import { behaviourFault } from "../behaviour-fault.ts";

export const perPageClampedTo100 = behaviourFault(
  {
    id: "per-page-clamped-to-100",
    sentence: "A per_page above 100 means 100 in the place of 10.",
    class: "Q",
    breaks: "limit-header-is-page-size",
  },
  ({ pageBounds }) => ({
    pageBounds: (query) => ({ ...pageBounds(query), ...(Number(query.get("per_page")) > 100 ? { perPage: 100 } : {}) }),
  }),
);
