import { behaviourFault } from "../behaviour-fault.ts";

export const idsAtRandom = behaviourFault(
  {
    id: "ids-at-random",
    sentence: "Ids are drawn at random.",
    class: "Q",
    breaks: "ids-grow",
  },
  () => ({
    nextId: (store, random) => {
      for (;;) {
        const id = 1 + Math.floor(random() * 2_000_000_000);
        if (store.get(id) === undefined) return id;
      }
    },
  }),
);
