import { behaviourFault } from "../behaviour-fault.ts";

export const updateAcceptsAnyStatus = behaviourFault(
  {
    id: "update-accepts-any-status",
    sentence: "An update may set a status that does not exist; it is taken for inactive.",
    class: "Q",
    breaks: "invalid-input-is-refused",
  },
  ({ statusProblems, change }) => ({
    statusProblems: (status, verb) => (verb === "create" || status === "" ? statusProblems(status, verb) : []),
    change: (user, fields, verb) =>
      change(
        user,
        fields.status === undefined || fields.status === "active" ? fields : { ...fields, status: "inactive" },
        verb,
      ),
  }),
);
