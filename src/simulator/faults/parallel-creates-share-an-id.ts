import { behaviourFault } from "../behaviour-fault.ts";
import { racePauseMs } from "../race.ts";

export const parallelCreatesShareAnId = behaviourFault(
  {
    id: "parallel-creates-share-an-id",
    sentence: "Creates at the same time get the same id.",
    class: "C",
    breaks: "ids-are-new",
  },
  ({ nextId }, { clock, store, random }) => {
    let waiting = 0;
    let shared = 0;
    return {
      beforeAct: (verb) => {
        if (verb !== "create") return undefined;
        if (waiting++ === 0) shared = nextId(store, random);
        return clock.sleep(racePauseMs);
      },
      nextId: () => {
        waiting--;
        return shared;
      },
    };
  },
);
