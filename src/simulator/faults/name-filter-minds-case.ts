import { behaviourFault } from "../behaviour-fault.ts";

export const nameFilterMindsCase = behaviourFault(
  {
    id: "name-filter-minds-case",
    sentence: "A name filter minds the letter case.",
    class: "Q",
    breaks: "list-shows-own-records",
  },
  ({ matches, filterOf }) => {
    let asked = "";
    return {
      filterOf: (query) => {
        asked = query.get("name") ?? "";
        return filterOf(query);
      },
      matches: (user, filter) => matches(user, filter) && user.name.includes(asked),
    };
  },
);
