import { behaviourFault } from "../behaviour-fault.ts";

export const createdUserHasNoId = behaviourFault(
  {
    id: "created-user-has-no-id",
    sentence: "A created user is shown without its id.",
    class: "S",
    breaks: "body-schema",
  },
  ({ showCreated }) => ({
    showCreated: (user) => {
      const { id: _, ...rest } = showCreated(user);
      return rest;
    },
  }),
);
