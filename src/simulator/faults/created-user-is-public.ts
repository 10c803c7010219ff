import { behaviourFault } from "../behaviour-fault.ts";

export const createdUserIsPublic = behaviourFault(
  {
    id: "created-user-is-public",
    sentence: "A created user is public.",
    class: "T",
    breaks: "private-user-hidden-from-anonymous",
  },
  () => ({ ownerFor: () => undefined }),
);
