import { behaviourFault } from "../behaviour-fault.ts";

export const statusMissingInLists = behaviourFault(
  {
    id: "status-missing-in-lists",
    sentence: "List items lack `status`.",
    class: "S",
    breaks: "body-schema",
  },
  ({ showRow }) => ({
    showRow: (user) => {
      const { status: _, ...rest } = showRow(user);
      return rest;
    },
  }),
);
