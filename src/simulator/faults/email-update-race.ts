import { behaviourFault } from "../behaviour-fault.ts";
import { racePauseMs } from "../race.ts";

export const emailUpdateRace = behaviourFault(
  {
    id: "email-update-race",
    sentence: "Two updates to one e-mail at the same time both succeed.",
    class: "C",
    breaks: "emails-linearizable",
  },
  ({ change }, { clock, store }) => ({
    beforeAct: (verb) => (verb === "patch" || verb === "put" ? clock.sleep(racePauseMs) : undefined),
    // Only the check is too early: the change is made to the user as it is by then.
    change: (user, fields, verb) => change(store.get(user.id) ?? user, fields, verb),
  }),
);
