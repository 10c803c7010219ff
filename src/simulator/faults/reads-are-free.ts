import { behaviourFault } from "../behaviour-fault.ts";

export const readsAreFree = behaviourFault(
  {
    id: "reads-are-free",
    sentence: "Reads and lists cost nothing.",
    class: "R",
    breaks: "remaining-falls-with-use",
  },
  () => ({
    settle: (status, undo) => {
      if (status === 200) undo();
    },
  }),
);
