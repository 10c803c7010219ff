import { behaviourFault } from "../behaviour-fault.ts";

export const unknownGenderBecomesMale = behaviourFault(
  {
    id: "unknown-gender-becomes-male",
    sentence: "An unknown gender is taken for male instead of being refused.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "gender" && text !== "" && text !== "female" ? "male" : text;
    },
  }),
);
