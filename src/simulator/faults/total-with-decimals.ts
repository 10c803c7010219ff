import { behaviourFault } from "../behaviour-fault.ts";

export const totalWithDecimals = behaviourFault(
  {
    id: "total-with-decimals",
    sentence: "X-Pagination-Total is written with decimals.",
    class: "S",
    breaks: "header-types",
  },
  ({ listHeaders }) => ({
    listHeaders: (count, ...rest) => ({ ...listHeaders(count, ...rest), "X-Pagination-Total": `${count}.00` }),
  }),
);
