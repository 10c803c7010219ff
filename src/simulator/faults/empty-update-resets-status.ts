import { behaviourFault } from "../behaviour-fault.ts";

export const emptyUpdateResetsStatus = behaviourFault(
  {
    id: "empty-update-resets-status",
    sentence: "An update that names nothing sets the status to inactive.",
    class: "V",
    breaks: "update-keeps-unnamed-fields",
  },
  ({ change }) => ({
    change: (user, fields, verb) =>
      change(user, Object.keys(fields).length === 0 ? { status: "inactive" } : fields, verb),
  }),
);
