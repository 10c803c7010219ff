import { behaviourFault } from "../behaviour-fault.ts";

export const rowTwiceOnAPage = behaviourFault(
  {
    id: "row-twice-on-a-page",
    sentence: "The first row of a page comes twice, in the place of the last.",
    class: "H",
    breaks: "page-has-no-duplicates",
  },
  ({ cut }) => ({
    cut: (users, bounds) => {
      const rows = cut(users, bounds);
      const [first, second] = rows;
      return first === undefined || second === undefined ? rows : [first, first, ...rows.slice(1, -1)];
    },
  }),
);
