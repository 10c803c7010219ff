import { behaviourFault } from "../behaviour-fault.ts";

export const nameRecomposed = behaviourFault(
  {
    id: "name-recomposed",
    sentence: "A name comes back in another Unicode normal form.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "name" ? text.normalize("NFC") : text;
    },
  }),
);
