import { behaviourFault } from "../behaviour-fault.ts";

export const othersCanDelete = behaviourFault(
  {
    id: "others-can-delete",
    sentence: "Another account deletes a private user.",
    class: "T",
    breaks: "private-user-hidden-from-others",
  },
  ({ canSee }) => ({
    canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "delete" && caller.account !== undefined),
  }),
);
