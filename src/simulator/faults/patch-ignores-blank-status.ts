import { behaviourFault } from "../behaviour-fault.ts";

export const patchIgnoresBlankStatus = behaviourFault(
  {
    id: "patch-ignores-blank-status",
    sentence: "PATCH takes a blank status for none sent.",
    class: "Q",
    breaks: "errors-name-the-broken-fields",
  },
  ({ statusProblems, change }) => ({
    statusProblems: (status, verb) => (verb === "patch" && status === "" ? [] : statusProblems(status, verb)),
    change: (user, { status, ...fields }, verb) =>
      change(user, status === undefined || status === "" ? fields : { ...fields, status }, verb),
  }),
);
