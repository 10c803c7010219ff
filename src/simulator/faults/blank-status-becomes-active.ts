import { behaviourFault } from "../behaviour-fault.ts";

export const blankStatusBecomesActive = behaviourFault(
  {
    id: "blank-status-becomes-active",
    sentence: "A blank status is taken for active.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ normalise }) => ({
    normalise: (field, value) => (field === "status" && value === "" ? "active" : normalise(field, value)),
  }),
);
