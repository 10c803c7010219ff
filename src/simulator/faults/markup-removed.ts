import { behaviourFault } from "../behaviour-fault.ts";

export const markupRemoved = behaviourFault(
  {
    id: "markup-removed",
    sentence: "Tags in a name are taken out.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "name" ? text.replace(/<[^>]*>/g, "") || text : text;
    },
  }),
);
