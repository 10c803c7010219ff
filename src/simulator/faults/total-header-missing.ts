import { behaviourFault } from "../behaviour-fault.ts";

export const totalHeaderMissing = behaviourFault(
  {
    id: "total-header-missing",
    sentence: "Lists lack X-Pagination-Total.",
    class: "S",
    breaks: "required-headers",
  },
  ({ listHeaders }) => ({
    listHeaders: (...list) => {
      const { "X-Pagination-Total": _, ...rest } = listHeaders(...list);
      return rest;
    },
  }),
);
