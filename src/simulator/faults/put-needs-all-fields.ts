import { behaviourFault } from "../behaviour-fault.ts";

export const putNeedsAllFields = behaviourFault(
  {
    id: "put-needs-all-fields",
    sentence: "PUT with some of the fields is refused.",
    class: "Q",
    breaks: "valid-update-is-accepted",
  },
  ({ needsAllFields }) => ({ needsAllFields: (verb) => verb === "put" || needsAllFields(verb) }),
);
