import { behaviourFault } from "../behaviour-fault.ts";

export const perPageAbove100Honoured = behaviourFault(
  {
    id: "per-page-above-100-honoured",
    sentence: "A per_page above 100 is honoured instead of falling back to 10.",
    class: "Q",
    breaks: "limit-header-is-page-size",
  },
  ({ pageBounds }) => ({
    pageBounds: (query) => {
      const asked = Number(query.get("per_page"));
      return { ...pageBounds(query), ...(asked > 100 ? { perPage: asked } : {}) };
    },
  }),
);
