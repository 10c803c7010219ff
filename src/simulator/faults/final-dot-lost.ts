import { behaviourFault } from "../behaviour-fault.ts";

export const finalDotLost = behaviourFault(
  {
    id: "final-dot-lost",
    sentence: "A dot at the end of a name is removed.",
    class: "Q",
    breaks: "create-echoes-input",
  },
  ({ normalise }) => ({
    normalise: (field, value) =>
      field === "name" ? normalise(field, value).replace(/\.+$/, "") : normalise(field, value),
  }),
);
