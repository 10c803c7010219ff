import { behaviourFault } from "../behaviour-fault.ts";
import { withGhosts } from "../ghosts.ts";

export const deletedUserFoundByName = behaviourFault(
  {
    id: "deleted-user-found-by-name",
    sentence: "A deleted user is still found by the name filter.",
    class: "V",
    breaks: "deleted-leaves-lists",
  },
  (correct) => withGhosts(correct, "name"),
);
