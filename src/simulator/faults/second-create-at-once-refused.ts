import { behaviourFault } from "../behaviour-fault.ts";
import { racePauseMs } from "../race.ts";

export const secondCreateAtOnceRefused = behaviourFault(
  {
    id: "second-create-at-once-refused",
    sentence: "While a create is under way another one is refused as if its e-mail were taken.",
    class: "C",
    breaks: "valid-create-is-accepted",
  },
  ({ isTaken }, { clock }) => {
    let underWay = 0;
    return {
      isTaken: (store, email, self, caller) =>
        (self === undefined && underWay > 0) || isTaken(store, email, self, caller),
      beforeAct: async (verb) => {
        if (verb !== "create") return;
        underWay++;
        await clock.sleep(racePauseMs);
        underWay--;
      },
    };
  },
);
