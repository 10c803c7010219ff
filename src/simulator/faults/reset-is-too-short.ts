import { behaviourFault } from "../behaviour-fault.ts";
import type { Budget } from "../budget.ts";

export const resetIsTooShort = behaviourFault(
  {
    id: "reset-is-too-short",
    sentence: "After a refusal nothing is admitted for three times as long as Reset says.",
    class: "R",
    breaks: "reset-is-truthful",
  },
  ({ charge }) => {
    const blocked = new WeakMap<Budget, number>();
    return {
      charge: async (budget, nowUs) => {
        const untilUs = blocked.get(budget) ?? 0;
        const back = budget.mark();
        const decision = await charge(budget, nowUs);
        if (decision.admitted && nowUs >= untilUs) return decision;
        back();
        if (nowUs >= untilUs) blocked.set(budget, nowUs + 3e6 * Math.max(1, decision.resetS));
        return { ...decision, admitted: false, remaining: 0 };
      },
    };
  },
);
