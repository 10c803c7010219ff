import { behaviourFault } from "../behaviour-fault.ts";

export const limitedWriteIsDone = behaviourFault(
  {
    id: "limited-write-is-done",
    sentence: "A write that is answered with 429 is done all the same.",
    class: "R",
    breaks: "limited-write-changes-nothing",
  },
  () => ({ whenRefused: (proceed) => proceed() }),
);
