import { behaviourFault } from "../behaviour-fault.ts";

export const capitalsInStatusRefusedOnUpdate = behaviourFault(
  {
    id: "capitals-in-status-refused-on-update",
    sentence: "An update with a status in capitals is refused.",
    class: "Q",
    breaks: "valid-update-is-accepted",
  },
  ({ statusProblems, normalise }) => {
    let capitals = false;
    return {
      normalise: (field, value) => {
        if (field === "status") capitals = value !== value.toLowerCase();
        return normalise(field, value);
      },
      statusProblems: (status, verb) => statusProblems(capitals && verb !== "create" ? "" : status, verb),
    };
  },
);
