import { behaviourFault } from "../behaviour-fault.ts";

export const deleteFailsNowAndThen = behaviourFault(
  {
    id: "delete-fails-now-and-then",
    sentence: "One delete in ten answers 204 and deletes nothing.",
    class: "V",
    breaks: "deleted-leaves-lists",
    oneIn: 10,
  },
  ({ remove }, { random }) => ({
    remove: (store, user) => {
      if (random() >= 0.1) remove(store, user);
    },
  }),
);
