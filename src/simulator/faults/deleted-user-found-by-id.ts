import { behaviourFault } from "../behaviour-fault.ts";
import { withGhosts } from "../ghosts.ts";

export const deletedUserFoundById = behaviourFault(
  {
    id: "deleted-user-found-by-id",
    sentence: "A deleted user is still found by the id filter.",
    class: "V",
    breaks: "deleted-leaves-lists",
  },
  (correct) => withGhosts(correct, "id"),
);
