import { behaviourFault } from "../behaviour-fault.ts";

export const innerBlanksCollapsed = behaviourFault(
  {
    id: "inner-blanks-collapsed",
    sentence: "Several blanks inside a name become one.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "name" ? text.replace(/(?<=\S) {2,}(?=\S)/g, " ") : text;
    },
  }),
);
