import { behaviourFault } from "../behaviour-fault.ts";

export const othersCanRead = behaviourFault(
  {
    id: "others-can-read",
    sentence: "Another account reads a private user by id.",
    class: "T",
    breaks: "private-user-hidden-from-others",
  },
  ({ canSee }) => ({
    canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "get" && caller.account !== undefined),
  }),
);
