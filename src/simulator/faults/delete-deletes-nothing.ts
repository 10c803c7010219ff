import { behaviourFault } from "../behaviour-fault.ts";

export const deleteDeletesNothing = behaviourFault(
  {
    id: "delete-deletes-nothing",
    sentence: "DELETE answers 204 and deletes nothing.",
    class: "V",
    breaks: "deleted-is-gone",
  },
  () => ({ remove: () => {} }),
);
