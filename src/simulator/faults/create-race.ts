import { behaviourFault } from "../behaviour-fault.ts";
import { racePauseMs } from "../race.ts";

export const createRace = behaviourFault(
  {
    id: "create-race",
    sentence: "Two creates of one e-mail at the same time both succeed.",
    class: "C",
    breaks: "emails-linearizable",
  },
  (_correct, { clock }) => ({
    beforeAct: (verb) => (verb === "create" ? clock.sleep(racePauseMs) : undefined),
  }),
);
