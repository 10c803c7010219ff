import { behaviourFault } from "../behaviour-fault.ts";

export const anonymousCanPatch = behaviourFault(
  {
    id: "anonymous-can-patch",
    sentence: "A private user can be changed by PATCH without a token.",
    class: "T",
    breaks: "private-user-hidden-from-anonymous",
  },
  ({ canSee, mayWrite }) => ({
    canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "patch" && caller.account === undefined),
    mayWrite: (caller, verb) => verb === "patch" || mayWrite(caller, verb),
  }),
);
