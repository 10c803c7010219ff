import { behaviourFault } from "../behaviour-fault.ts";

export const readMissesNowAndThen = behaviourFault(
  {
    id: "read-misses-now-and-then",
    sentence: "One read in ten of an existing user answers 404.",
    class: "V",
    breaks: "records-stay",
    oneIn: 10,
  },
  ({ find }, { random }) => ({
    find: (store, id, verb) => (verb === "get" && random() < 0.1 ? undefined : find(store, id, verb)),
  }),
);
