import { behaviourFault } from "../behaviour-fault.ts";

export const ownEmailIsTaken = behaviourFault(
  {
    id: "own-email-is-taken",
    sentence: "Sending a user its own e-mail is refused as a duplicate.",
    class: "Q",
    breaks: "own-email-is-not-taken",
  },
  ({ isTaken }) => ({ isTaken: (store, email, _self, caller) => isTaken(store, email, undefined, caller) }),
);
