import { behaviourFault } from "../behaviour-fault.ts";

export const unknownStatusBecomesInactive = behaviourFault(
  {
    id: "unknown-status-becomes-inactive",
    sentence: "An unknown status is taken for inactive.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ normalise }) => ({
    normalise: (field, value) => {
      const text = normalise(field, value);
      return field === "status" && text !== "" && text !== "active" ? "inactive" : text;
    },
  }),
);
