import { behaviourFault } from "../behaviour-fault.ts";

export const putResetsGender = behaviourFault(
  {
    id: "put-resets-gender",
    sentence: "PUT sets a gender it does not name to male.",
    class: "V",
    breaks: "update-keeps-unnamed-fields",
  },
  ({ change }) => ({
    change: (user, fields, verb) => change(user, verb === "put" ? { gender: "male", ...fields } : fields, verb),
  }),
);
