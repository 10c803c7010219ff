import { behaviourFault } from "../behaviour-fault.ts";

export const updateIsNotKept = behaviourFault(
  {
    id: "update-is-not-kept",
    sentence: "An update is echoed and not stored.",
    class: "V",
    breaks: "read-shows-last-write",
  },
  () => ({ save: () => {} }),
);
