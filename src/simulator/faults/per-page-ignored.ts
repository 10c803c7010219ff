import { behaviourFault } from "../behaviour-fault.ts";

export const perPageIgnored = behaviourFault(
  {
    id: "per-page-ignored",
    sentence: "per_page changes nothing: pages hold 10.",
    class: "Q",
    breaks: "limit-header-is-page-size",
  },
  ({ pageBounds }) => ({ pageBounds: (query) => ({ ...pageBounds(query), perPage: 10 }) }),
);
