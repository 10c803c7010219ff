import { behaviourFault } from "../behaviour-fault.ts";
import { racePauseMs } from "../race.ts";

export const lostUpdateRace = behaviourFault(
  {
    id: "lost-update-race",
    sentence: "Of two updates of different fields at the same time one is lost.",
    class: "C",
    breaks: "records-linearizable",
  },
  (_correct, { clock }) => ({
    beforeAct: (verb) => (verb === "put" || verb === "patch" ? clock.sleep(racePauseMs) : undefined),
  }),
);
