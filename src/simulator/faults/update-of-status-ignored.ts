import { behaviourFault } from "../behaviour-fault.ts";

export const updateOfStatusIgnored = behaviourFault(
  {
    id: "update-of-status-ignored",
    sentence: "An update of the status is answered 200 and not done.",
    class: "V",
    breaks: "update-echoes-named-fields",
  },
  ({ change }) => ({
    change: (user, { status: _, ...fields }, verb) => change(user, fields, verb),
  }),
);
