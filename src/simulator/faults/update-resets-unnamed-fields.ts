import { behaviourFault } from "../behaviour-fault.ts";

export const updateResetsUnnamedFields = behaviourFault(
  {
    id: "update-resets-unnamed-fields",
    sentence: "An update sets a status it does not name to inactive.",
    class: "V",
    breaks: "update-keeps-unnamed-fields",
  },
  ({ change }) => ({
    change: (user, fields, verb) => change(user, { status: "inactive", ...fields }, verb),
  }),
);
