import { behaviourFault } from "../behaviour-fault.ts";

export const nameInTitleCase = behaviourFault(
  {
    id: "name-in-title-case",
    sentence: "Names come back with capitals at the beginnings of words.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "name" ? text.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()) : text;
    },
  }),
);
