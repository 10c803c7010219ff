import { behaviourFault } from "../behaviour-fault.ts";

export const astralCharactersLost = behaviourFault(
  {
    id: "astral-characters-lost",
    sentence: "Characters beyond the basic plane become question marks.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "name" ? text.replace(/[\u{10000}-\u{10ffff}]/gu, "?") : text;
    },
  }),
);
