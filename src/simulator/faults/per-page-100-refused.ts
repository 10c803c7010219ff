import { behaviourFault } from "../behaviour-fault.ts";

export const perPage100Refused = behaviourFault(
  {
    id: "per-page-100-refused",
    sentence: "per_page=100 falls back to 10.",
    class: "Q",
    breaks: "limit-header-is-page-size",
  },
  ({ pageBounds }) => ({
    pageBounds: (query) => {
      const bounds = pageBounds(query);
      return bounds.perPage === 100 ? { ...bounds, perPage: 10 } : bounds;
    },
  }),
);
