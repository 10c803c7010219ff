import { behaviourFault } from "../behaviour-fault.ts";

export const anonymousCanDelete = behaviourFault(
  {
    id: "anonymous-can-delete",
    sentence: "A private user can be deleted without a token.",
    class: "T",
    breaks: "private-user-hidden-from-anonymous",
  },
  ({ canSee, mayWrite }) => ({
    canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "delete" && caller.account === undefined),
    mayWrite: (caller, verb) => verb === "delete" || mayWrite(caller, verb),
  }),
);
