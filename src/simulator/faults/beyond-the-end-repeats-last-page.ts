import { behaviourFault } from "../behaviour-fault.ts";

export const beyondTheEndRepeatsLastPage = behaviourFault(
  {
    id: "beyond-the-end-repeats-last-page",
    sentence: "A page beyond the end repeats the last one.",
    class: "Q",
    breaks: "beyond-the-end-is-empty",
  },
  ({ cut }) => ({
    cut: (users, { page, perPage }) =>
      cut(users, { page: Math.min(page, Math.max(1, Math.ceil(users.length / perPage))), perPage }),
  }),
);
