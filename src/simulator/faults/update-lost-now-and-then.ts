import { behaviourFault } from "../behaviour-fault.ts";

export const updateLostNowAndThen = behaviourFault(
  {
    id: "update-lost-now-and-then",
    sentence: "One update in ten is shown and not stored.",
    class: "V",
    breaks: "read-shows-last-write",
    oneIn: 10,
  },
  ({ save }, { random }) => ({
    save: (store, user) => {
      if (random() >= 0.1) save(store, user);
    },
  }),
);
