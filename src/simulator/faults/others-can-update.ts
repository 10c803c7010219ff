import { behaviourFault } from "../behaviour-fault.ts";

export const othersCanUpdate = behaviourFault(
  {
    id: "others-can-update",
    sentence: "Another account changes a private user.",
    class: "T",
    breaks: "private-user-hidden-from-others",
  },
  ({ canSee }) => ({
    canSee: (user, caller, verb) =>
      canSee(user, caller, verb) || ((verb === "put" || verb === "patch") && caller.account !== undefined),
  }),
);
