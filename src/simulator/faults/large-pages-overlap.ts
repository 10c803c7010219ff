import { behaviourFault } from "../behaviour-fault.ts";

/** Pages are counted as if none were larger. */
const largest = 50;

export const largePagesOverlap = behaviourFault(
  {
    id: "large-pages-overlap",
    sentence: "Pages of more than 50 users begin 50 users after the one before.",
    class: "H",
    breaks: "next-page-goes-on",
  },
  () => ({
    cut: (users, { page, perPage }) => {
      const first = (page - 1) * Math.min(perPage, largest);
      return users.slice(first, first + perPage);
    },
  }),
);
