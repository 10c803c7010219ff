import { behaviourFault } from "../behaviour-fault.ts";

export const onlyFirstError = behaviourFault(
  {
    id: "only-first-error",
    sentence: "422 names only the first broken field.",
    class: "Q",
    breaks: "errors-name-the-broken-fields",
  },
  ({ arrangeErrors }) => ({ arrangeErrors: (problems) => arrangeErrors(problems).slice(0, 1) }),
);
