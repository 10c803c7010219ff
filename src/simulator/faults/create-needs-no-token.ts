import { behaviourFault } from "../behaviour-fault.ts";

export const createNeedsNoToken = behaviourFault(
  {
    id: "create-needs-no-token",
    sentence: "POST works without a token.",
    class: "T",
    breaks: "anonymous-create-answers-401",
  },
  ({ mayWrite }) => ({ mayWrite: (caller, verb) => verb === "create" || mayWrite(caller, verb) }),
);
