import { behaviourFault } from "../behaviour-fault.ts";

export const defaultPageSize20 = behaviourFault(
  {
    id: "default-page-size-20",
    sentence: "Pages hold 20 where no size was asked for.",
    class: "Q",
    breaks: "limit-header-is-page-size",
  },
  ({ pageBounds }) => ({
    pageBounds: (query) => ({ ...pageBounds(query), ...(query.has("per_page") ? {} : { perPage: 20 }) }),
  }),
);
