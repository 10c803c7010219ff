import { behaviourFault } from "../behaviour-fault.ts";
import { racePauseMs } from "../race.ts";

export const limiterRace = behaviourFault(
  {
    id: "limiter-race",
    sentence: "Calls at the same time are counted as one: a burst passes the limit.",
    class: "C",
    breaks: "limit-is-enforced",
  },
  (_correct, { clock }) => ({
    charge: async (budget, nowUs) => {
      const back = budget.mark();
      const decision = budget.take(nowUs);
      const forward = budget.mark();
      back();
      await clock.sleep(racePauseMs);
      forward();
      return decision;
    },
  }),
);
