import { behaviourFault } from "../behaviour-fault.ts";

export const anonymousCanRead = behaviourFault(
  {
    id: "anonymous-can-read",
    sentence: "A private user can be read without a token.",
    class: "T",
    breaks: "private-user-hidden-from-anonymous",
  },
  ({ canSee }) => ({
    canSee: (user, caller, verb) => canSee(user, caller, verb) || (verb === "get" && caller.account === undefined),
  }),
);
