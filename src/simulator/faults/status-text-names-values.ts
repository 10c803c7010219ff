import { behaviourFault } from "../behaviour-fault.ts";

export const statusTextNamesValues = behaviourFault(
  {
    id: "status-text-names-values",
    sentence: "The text for a wrong status names the values allowed.",
    class: "Q",
    breaks: "error-texts",
  },
  ({ statusProblems }) => ({
    statusProblems: (status, verb) => statusProblems(status, verb).map((text) => `${text}, can be active or inactive`),
  }),
);
