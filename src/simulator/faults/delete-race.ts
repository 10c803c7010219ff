import { behaviourFault } from "../behaviour-fault.ts";
import { racePauseMs } from "../race.ts";

export const deleteRace = behaviourFault(
  {
    id: "delete-race",
    sentence: "Two deletes at the same time both answer 204.",
    class: "C",
    breaks: "one-delete-wins",
  },
  (_correct, { clock }) => ({
    beforeAct: (verb) => (verb === "delete" ? clock.sleep(racePauseMs) : undefined),
  }),
);
