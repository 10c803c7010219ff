import { behaviourFault } from "../behaviour-fault.ts";

export const capitalsInGenderRefused = behaviourFault(
  {
    id: "capitals-in-gender-refused",
    sentence: "A gender in capitals is refused.",
    class: "Q",
    breaks: "valid-create-is-accepted",
  },
  ({ normalise }) => ({ normalise: (field, value) => (field === "gender" ? value : normalise(field, value)) }),
);
