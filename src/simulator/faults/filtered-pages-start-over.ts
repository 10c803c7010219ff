import { behaviourFault } from "../behaviour-fault.ts";

export const filteredPagesStartOver = behaviourFault(
  {
    id: "filtered-pages-start-over",
    sentence: "Each page of a filtered list is the first one.",
    class: "H",
    breaks: "walk-yields-each-once",
  },
  ({ cut, filterOf }) => {
    let filtered = false;
    return {
      filterOf: (query) => {
        const filter = filterOf(query);
        filtered = filter.length > 0;
        return filter;
      },
      cut: (users, bounds) =>
        cut(
          users,
          filtered && bounds.page * bounds.perPage < users.length + bounds.perPage ? { ...bounds, page: 1 } : bounds,
        ),
    };
  },
);
